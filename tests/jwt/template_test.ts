import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import {
  type Asked,
  credentialsOf,
  problemsOf,
  tokenOf,
} from "../kit/jwt/minting.ts";

const POD: Asked = {
  image: "r.io:5000/team/app",
  account: { namespace: "apps", name: "builder" },
  annotations: { "example.com/tenant": "blue", "empty": "" },
};

async function subject(text: string, asked: Asked = POD): Promise<unknown> {
  return (await tokenOf({ subject: text }, asked)).claims["sub"];
}

Deno.test("jwt fills in every variable", async () => {
  const table: readonly [string, string][] = [
    ["${image}", "r.io:5000/team/app"],
    ["${registry}", "r.io:5000"],
    ["${repository}", "team/app"],
    ["${node}", "node-1"],
    ["${serviceAccount.namespace}", "apps"],
    ["${serviceAccount.name}", "builder"],
    ["${serviceAccountAnnotations.example.com/tenant}", "blue"],
    [
      "system:${serviceAccount.namespace}:${serviceAccount.name}",
      "system:apps:builder",
    ],
    ["${registry}${registry}", "r.io:5000r.io:5000"],
  ];
  for (const [text, expected] of table) {
    assertEquals(await subject(text), expected, text);
  }
});

Deno.test("jwt leaves every text alone that is no variable", async () => {
  const table: readonly [string, string][] = [
    ["plain", "plain"],
    ["$", "$"],
    ["a$b {c} }", "a$b {c} }"],
    ["$image", "$image"],
    ["$${image}", "${image}"],
    ["$$${image}", "$${image}"],
    ["$${", "${"],
    ["a $${b} ${registry}", "a ${b} r.io:5000"],
  ];
  for (const [text, expected] of table) {
    assertEquals(await subject(text), expected, text);
  }
});

Deno.test("jwt does not fill in what a value holds", async () => {
  const annotations = { a: "${node} $${x}" };
  assertEquals(
    await subject("${serviceAccountAnnotations.a}", { ...POD, annotations }),
    "${node} $${x}",
  );
});

Deno.test("jwt takes ${node} from NODE_NAME, else from the host name in lower case", async () => {
  const world = { env: { NODE_NAME: "Node-7.example.com" } };
  assertEquals(await subject("${node}", { world }), "Node-7.example.com");
  assertEquals(await subject("${node}", {}), "node-1");
});

Deno.test("jwt refuses a text with an unknown variable, and repeats none of it", () => {
  const known =
    "uses an unknown variable: known are ${image}, ${registry}, ${repository}, ${node}, ${serviceAccount.namespace}, ${serviceAccount.name} and ${serviceAccountAnnotations.KEY}; write $${ for a literal ${";
  const near = (name: string) =>
    `uses an unknown variable: did you mean \${${name}}?`;
  const table: readonly [string, string][] = [
    ["${hunter2hunter2}", known],
    ["${}", known],
    ["${hunter2hunter2", known],
    ["${serviceAccountAnnotations.}", known],
    ["${serviceAccountAnnotations.hunter2 hunter2}", known],
    ["${__proto__}", known],
    ["a ${repositry} b", near("repository")],
    ["${Image}", near("image")],
    ["${serviceaccount.name}", near("serviceAccount.name")],
  ];
  for (const [text, problem] of table) {
    assertEquals(problemsOf({ subject: text }), [`subject: ${problem}`], text);
    assertEquals(
      problemsOf({ claims: { a: [{ b: text }] } }),
      [`claims.a[0].b: ${problem}`],
      text,
    );
  }
});

Deno.test("jwt lets nothing into issuer and audience that a pod's owner can choose", () => {
  const problem =
    "may only use ${node}: what a pod's owner can choose must not change it";
  const chosen = [
    "${image}",
    "${registry}",
    "${repository}",
    "${serviceAccount.namespace}",
    "${serviceAccount.name}",
    "${serviceAccountAnnotations.a}",
  ];
  for (const variable of chosen) {
    const text = `https://${variable}.example.com`;
    assertEquals(problemsOf({ issuer: text }), [`issuer: ${problem}`]);
    assertEquals(problemsOf({ audience: text }), [`audience: ${problem}`]);
    assertEquals(
      problemsOf({ audience: ["a", text] }),
      [`audience[1]: ${problem}`],
    );
  }
});

Deno.test("jwt fills ${node} into issuer and audience", async () => {
  const { claims } = await tokenOf({
    issuer: "https://${node}.example.com",
    audience: ["a", "${node}"],
  });
  assertEquals(claims["iss"], "https://node-1.example.com");
  assertEquals(claims["aud"], ["a", "node-1"]);
});

Deno.test("jwt fills in nothing in keyId, username and key, so that no pod can choose them", async () => {
  const text = "${repository}";
  const { username } = await credentialsOf({ username: text });
  assertEquals(username, text);
  assertEquals((await tokenOf({ keyId: text })).header["kid"], text);
  const key = { file: "/keys/${serviceAccount.name}" };
  const error = await assertRejects(
    () => credentialsOf({ key }, POD),
    ProviderError,
    "/keys/${serviceAccount.name}",
  );
  assertEquals(error.code, "SECRET_UNREADABLE");
});

Deno.test("jwt gives no token for a variable without a value, and names it", async () => {
  const kubelet =
    'has no value: the kubelet did not send it; see "tokenAttributes" of its CredentialProviderConfig';
  const noAccount: Asked = { image: "r.io/app" };
  const table: readonly [string, Asked, string][] = [
    ["${serviceAccount.namespace}", noAccount, kubelet],
    ["${serviceAccount.name}", noAccount, kubelet],
    ["${serviceAccountAnnotations.a}", noAccount, kubelet],
    ["${serviceAccountAnnotations.other}", POD, kubelet],
    ["${serviceAccountAnnotations.empty}", POD, kubelet],
    ["${serviceAccountAnnotations.constructor}", POD, kubelet],
    [
      "${serviceAccount.name}",
      { account: { namespace: "apps", name: "" } },
      kubelet,
    ],
    [
      "${node}",
      { world: { env: { NODE_NAME: "" } } },
      "has no value on this node",
    ],
  ];
  for (const [variable, asked, message] of table) {
    const sections = [
      { subject: `a ${variable}` },
      { claims: { a: ["x", { b: variable }] } },
    ];
    for (const keys of sections) {
      const error = await assertRejects(
        () => credentialsOf(keys, asked),
        ProviderError,
      );
      assertEquals(error.code, "VARIABLE_UNAVAILABLE", variable);
      assertEquals(error.message, `${variable} ${message}`);
    }
  }
});
