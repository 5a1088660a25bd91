/**
 * Credentials for a pod's service account (KEP-4412), through the kubelet's
 * keyring.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { config } from "../kit/program.ts";
import { ENTRY_RULES, workloads } from "../kit/entry_rules.ts";
import { keyOf } from "../kit/jwt/openssl.ts";
import { type Account, type Answer, usersOf, withKeyring } from "./keyring.ts";

function account(name: string, team?: string): Account {
  const claims = {
    iss: "https://kubernetes.default.svc",
    sub: `system:serviceaccount:apps:${name}`,
    aud: ["registry.example.com"],
    "kubernetes.io": {
      namespace: "apps",
      pod: { name: "pod", uid: "pod-uid" },
      serviceaccount: { name, uid: `uid-of-${name}` },
    },
  };
  const token = [{ alg: "RS256" }, claims, {}].map((part) =>
    btoa(JSON.stringify(part)).replace(/=+$/, "")
  ).join(".");
  const annotations: Record<string, string> = team === undefined
    ? {}
    : { "example.com/team": team };
  return { namespace: "apps", name, uid: `uid-of-${name}`, annotations, token };
}

function payloadOf(answer: Answer): Record<string, unknown> {
  const [, payload = ""] = answer.credentials[0]?.password.split(".") ?? [];
  const base64 = payload.replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(base64));
}

/** Each account has a token of its own, and a static pod nothing. */
export async function tellsServiceAccounts(keyring: string): Promise<void> {
  const registries = config(workloads(
    "${serviceAccount.namespace}/${serviceAccount.name}",
    '    claims: { team: "${serviceAccountAnnotations.example.com/team}" }\n',
  ));
  const files = { "key.pem": await keyOf("P-256") };
  const args = ["--service-account-audience=registry.example.com"];
  await withKeyring({ keyring, registries, files, args }, async (kubelet) => {
    const image = "registry.example.com/app";
    const first = await kubelet.ask(image, account("web", "red"));
    assertEquals(first.audiences, ["registry.example.com"]);
    const { sub, team } = payloadOf(first);
    assertEquals([sub, team], ["apps/web", "red"]);
    const again = await kubelet.ask(image, account("web", "red"));
    assertEquals(again.credentials, first.credentials);
    assertEquals(await kubelet.runs(), [image]);

    const other = await kubelet.ask(image, account("jobs", "blue"));
    assertEquals(payloadOf(other)["sub"], "apps/jobs");
    assertEquals(payloadOf(other)["team"], "blue");
    const moved = await kubelet.ask(image, account("web", "green"));
    assertEquals(payloadOf(moved)["team"], "green");
    assertEquals(await kubelet.runs(), [image, image, image]);

    // A static pod has no service account: the kubelet does not ask.
    assertEquals(await kubelet.ask(image), { credentials: [], audiences: [] });
    assertEquals(await kubelet.runs(), [image, image, image]);
    assertEquals(usersOf(await kubelet.ask(image, account("plain"))), []);
    assertMatch(
      await kubelet.end(),
      /exit status 1: .*example\.com\/team.*\[VARIABLE_UNAVAILABLE\]/,
    );
  });
}

/**
 * One entry without tokens, and one for each audience: the kubelet runs every
 * entry that matches, and only that of the first rule answers.
 */
export async function answersByOneEntry(keyring: string): Promise<void> {
  const registries = ENTRY_RULES;
  const files = { "key.pem": await keyOf("P-256") };
  await withKeyring({ keyring, registries, files }, async (kubelet) => {
    const web = account("web");
    const own = "registry-credential-provider";

    // Both entries run: the one with tokens leaves it to the other.
    const open = await kubelet.ask("registry.example.com/public/app", web);
    assertEquals(usersOf(open), ["public:p"]);
    assertEquals(open.audiences, [own]);
    assertEquals((await kubelet.runs()).length, 2);
    const alone = await kubelet.ask("registry.example.com/public/other");
    assertEquals(usersOf(alone), ["public:p"]);

    // The last rule would match, and the entry without tokens runs for it.
    const closed = await kubelet.ask("registry.example.com/app", web);
    assertEquals(closed.credentials.map(({ username }) => username), ["node"]);
    assertEquals(payloadOf(closed)["sub"], "web");
    const nobody = await kubelet.ask("registry.example.com/app");
    assertEquals(nobody, { credentials: [], audiences: [] });

    const rest = await kubelet.ask("quay.example.com/app", web);
    assertEquals([usersOf(rest), rest.audiences], [["all:p"], []]);

    // A token for another audience than the rule's is not sent on.
    const wrong = await kubelet.ask("ecr.example.com/app", web);
    const audiences = ["aws.example.com"];
    assertEquals(wrong, { credentials: [], audiences });
    assertMatch(
      await kubelet.end(),
      /is for registry\.example\.com, and was not sent to AWS: the rule wants aws\.example\.com alone/,
    );
  });
}
