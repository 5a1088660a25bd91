/**
 * Credentials for a pod's service account (KEP-4412), through the kubelet's
 * keyring.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { config } from "../kit/program.ts";
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
  const registries = config(`- name: workloads
  match: [registry.example.com]
  jwt:
    username: node
    key: { file: FOLDER/key.pem }
    algorithm: ES256
    issuer: https://nodes.example.com
    audience: registry
    subject: "\${serviceAccount.namespace}/\${serviceAccount.name}"
    lifetime: 1h
    claims: { team: "\${serviceAccountAnnotations.example.com/team}" }
`);
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
