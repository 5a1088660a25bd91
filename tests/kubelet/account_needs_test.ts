import { assertEquals } from "@std/assert";
import { accountNeeds } from "../../src/kubelet/account_needs.ts";
import { decodeConfig } from "../../src/config/config.ts";
import { unopenedSections } from "../../src/config/registries.ts";
import { openRules, openSections } from "../../src/config/open_rules.ts";
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

Deno.test("accountNeeds() knows which rules of every provider use the service account", async () => {
  const { config, problems } = decodeConfig({
    apiVersion: "registry-credential-provider/v1",
    kind: "RegistryConfig",
    registries: SECTIONS.map((section, at) => ({
      name: `r${at}`,
      match: [`r${at}.io`],
      ...section,
    })),
  }, unopenedSections(Object.keys(PROVIDERS)));
  if (config === undefined) throw new Error(problems[0]?.message);
  const needs = accountNeeds(openRules(config, await openSections(PROVIDERS)));
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
