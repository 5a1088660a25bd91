import { assert, assertEquals, assertMatch } from "@std/assert";
import { entryName, isOwnName } from "../../src/kubelet/entry_name.ts";

const own = (rest: string) => `registry-credential-provider-${rest}`;

/** Audiences that are easily taken for one another. */
const AUDIENCES = [
  "quay.io",
  "Quay.io",
  "https://quay.io",
  "https://quay.io/",
  "http://quay.io",
  "quay-io",
  "quay/io",
  "quay io",
  "quay.io-token",
  "quay.io-0123456789",
  "-quay.io",
  ".",
  "..",
  "/",
  "é",
  "-",
  "api://AzureADTokenExchange",
  "//iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/k8s/providers/prod",
  "a".repeat(100),
  "a".repeat(101),
  "a".repeat(102),
  "a".repeat(5_000),
];

Deno.test("entryName() shows an audience that is a file name", async () => {
  assertEquals(await entryName("quay.io", "ServiceAccount"), own("quay.io"));
  assertEquals(await entryName("quay.io", "Token"), own("quay.io-token"));
  const azure = await entryName(
    "api://AzureADTokenExchange",
    "ServiceAccount",
  );
  assertMatch(azure, new RegExp(`^${own("AzureADTokenExchange")}-\\w{10}$`));
});

Deno.test("entryName() gives every audience and cache type a name of its own, which is a file name", async () => {
  const pairs = AUDIENCES.flatMap((audience) =>
    (["ServiceAccount", "Token"] as const).map((type) =>
      [audience, type] as const
    )
  );
  const names = await Promise.all(pairs.map((pair) => entryName(...pair)));
  for (const name of names) {
    assertMatch(name, /^[A-Za-z0-9._-]{1,200}$/);
    assert(isOwnName(name));
  }
  assertEquals(new Set(names).size, names.length);
  const again = await Promise.all(pairs.map((pair) => entryName(...pair)));
  assertEquals(again, names);
});
