import { assertEquals } from "@std/assert";
import { accountNeeds } from "../../src/account_needs.ts";
import { decodeConfig } from "../../src/config.ts";
import { unopenedSections } from "../../src/registries.ts";
import { openRules, openSections } from "../../src/open_rules.ts";
import { tokenDrift } from "../../src/token_drift.ts";
import { PROVIDERS } from "../../providers/table.ts";

const JWT = {
  username: "u",
  key: { file: "/k" },
  algorithm: "ES256",
  issuer: "i",
  audience: "a",
};
const ROLE = "eks.amazonaws.com/role-arn";
const SECTIONS: readonly Record<string, unknown>[] = [
  { static: { username: "u", password: "p" } },
  { jwt: JWT },
  { jwt: { ...JWT, subject: "${node}:${serviceAccount.name}" } },
  {
    jwt: {
      ...JWT,
      subject: "${serviceAccountAnnotations.x.io/team}",
      claims: {
        a: ["${serviceAccountAnnotations.b}"],
        again: "${serviceAccountAnnotations.b}",
      },
    },
  },
  { ecr: {} },
  { ecr: { roleArn: "arn:aws:iam::123456789012:role/r", serviceAccount: {} } },
  { ecr: { serviceAccount: { roleAnnotation: ROLE } } },
];

async function needsOf(sections = SECTIONS) {
  const { config, problems } = decodeConfig({
    apiVersion: "registry-credential-provider/v1",
    kind: "RegistryConfig",
    registries: sections.map((section, at) => ({
      name: `r${at}`,
      match: [`r${at}.io`],
      ...section,
    })),
  }, unopenedSections(Object.keys(PROVIDERS)));
  if (config === undefined) throw new Error(problems[0]?.message);
  return accountNeeds(openRules(config, await openSections(PROVIDERS)));
}

function plugin(name: string, annotationKeys?: readonly string[]) {
  const common = { name, matchImages: [], args: [] };
  return annotationKeys === undefined ? common : { ...common, annotationKeys };
}

Deno.test("accountNeeds() knows which rules of every provider use the service account", async () => {
  const needs = await needsOf();
  assertEquals(
    needs.map(({ rule, annotationKeys }) => [rule.name, annotationKeys]),
    [
      ["r2", []],
      ["r3", ["x.io/team", "b"]],
      ["r5", []],
      ["r6", [ROLE]],
    ],
  );
});

Deno.test("tokenDrift() warns once for every rule where the kubelet sends no token", async () => {
  const found = tokenDrift(await needsOf(), [
    plugin("other", [ROLE]),
    plugin("registry-credential-provider"),
  ]);
  assertEquals(found.map(({ path }) => path), [
    ...Array(4).fill("provider registry-credential-provider"),
  ]);
  assertEquals(
    found[0]?.message,
    'has no tokenAttributes, and "r2" (registries[2]) needs the pod\'s service account: add them with "kubelet-config --service-account-audience" and restart the kubelet',
  );
});

Deno.test("tokenDrift() warns of every annotation that the kubelet does not let through", async () => {
  const path = "provider registry-credential-provider, tokenAttributes";
  const found = tokenDrift(await needsOf(), [
    plugin("registry-credential-provider", ["b"]),
  ]);
  const keyOf = (message: string) => / annotation (\S+) /.exec(message)?.[1];
  assertEquals(found.map((one) => [one.path, keyOf(one.message)]), [
    [path, "x.io/team"],
    [path, ROLE],
  ]);
});

Deno.test("tokenDrift() is content where one provider of ours sends what is needed, and where none is ours", async () => {
  const needs = await needsOf();
  const enough = ["b", "x.io/team", ROLE];
  const name = "registry-credential-provider";
  const own = [plugin(name), plugin(`${name}-tokens`, enough)];
  assertEquals(tokenDrift(needs, own), []);
  assertEquals(tokenDrift(needs, [plugin("other")]), []);
  const without = await needsOf([{ ecr: {} }]);
  assertEquals(tokenDrift(without, [plugin(name)]), []);
});
