import { assertEquals } from "@std/assert";
import { ecrSection } from "../../../providers/ecr/section.ts";
import { decoded } from "../../kit/decoding.ts";
import { ROLE } from "../../kit/aws/image_request.ts";

for (
  const section of [
    {},
    { region: "eu-west-1", registryId: "123456789012" },
    { region: "us-gov-west-1" },
    { region: "eusc-de-east-1" },
    { profile: "pull" },
    { roleArn: ROLE },
    { roleArn: "arn:aws-us-gov:iam::123456789012:role/path/pull" },
    {
      roleArn: ROLE,
      externalId: "any text at all",
      sessionName: "node@1",
      sourceIdentity: "a.b-c",
      profile: "base",
    },
    { endpoint: "https://vpce-1.api.ecr.eu-west-1.vpce.amazonaws.com" },
    { endpoint: "http://127.0.0.1:9000", stsEndpoint: "http://[::1]:9000" },
    { endpoint: "http://localhost:9000" },
    { roleArn: ROLE, serviceAccount: {}, sessionName: "node" },
    { registry: "123456789012.dkr.ecr.eu-west-1.amazonaws.com" },
    { registry: "public.ecr.aws" },
  ]
) {
  Deno.test(`ecrSection accepts ${JSON.stringify(section)} as it is`, () => {
    const { value, problems } = decoded(ecrSection, section);
    assertEquals(problems, []);
    assertEquals<unknown>(value, section);
  });
}

Deno.test("ecrSection takes a role from an annotation only where the rule names one", () => {
  const serviceAccount = { roleAnnotation: "eks.amazonaws.com/role-arn" };
  const { value } = decoded(ecrSection, { serviceAccount });
  assertEquals(
    value?.serviceAccount?.roleAnnotation,
    "eks.amazonaws.com/role-arn",
  );
});

const SUBJECT = { serviceAccount: {} };
const CHOICE = { key: "eks.amazonaws.com/role-arn", allow: [ROLE] };

const REFUSED: readonly [section: unknown, problem: string][] = [
  [
    { roleArn: ROLE, subject: SUBJECT, serviceAccount: {} },
    'subject: cannot be used with "serviceAccount"',
  ],
  [
    { subject: SUBJECT },
    'subject: needs a role: give "roleArn" or "roleAnnotation" beside it',
  ],
  [
    { roleArn: ROLE, subject: SUBJECT, externalId: "x" },
    'externalId: cannot be used with "subject"',
  ],
  [
    { roleArn: ROLE, roleAnnotation: CHOICE },
    'roleAnnotation: needs "subject" with a service account',
  ],
  [
    {
      roleArn: ROLE,
      subject: SUBJECT,
      roleAnnotation: { ...CHOICE, allow: ["*"] },
    },
    "roleAnnotation.allow[0]: expected a role such as arn:aws:iam::123456789012:role/pull",
  ],
  [
    { registry: "quay.io" },
    "registry: expected a registry of Amazon ECR, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com",
  ],
  [
    { registry: "public.ecr.aws", registryId: "123456789012" },
    'registryId: cannot be used with "registry"',
  ],
  [{ region: "Europe" }, "region: expected a region such as eu-west-1"],
  [
    { region: "eu-west-1.evil.com/" },
    "region: expected a region such as eu-west-1",
  ],
  [
    { registryId: "12345678901" },
    "registryId: expected an account of 12 digits, in quotes",
  ],
  [{ profile: "" }, "profile: is empty"],
  [
    { roleArn: "arn:aws:iam::123456789012:user/me" },
    "roleArn: expected a role such as arn:aws:iam::123456789012:role/pull",
  ],
  [
    { roleArn: ROLE, sessionName: "x" },
    "sessionName: expected 2 to 64 letters, digits and =,.@-_+",
  ],
  [
    { roleArn: ROLE, sourceIdentity: "has space" },
    "sourceIdentity: expected 2 to 64 letters, digits and =,.@-_+",
  ],
  [
    { endpoint: "http://ecr.example.com" },
    "endpoint: expected https (http only on this machine itself)",
  ],
  [
    { stsEndpoint: "http://127.0.0.1.evil.com" },
    "stsEndpoint: expected https (http only on this machine itself)",
  ],
  [
    { endpoint: "https://user:word@ecr.example.com" },
    "endpoint: expected a URL without a user name, such as https://vpce-1.api.ecr.eu-west-1.vpce.amazonaws.com",
  ],
  [
    { endpoint: "ecr.example.com" },
    "endpoint: expected a URL without a user name, such as https://vpce-1.api.ecr.eu-west-1.vpce.amazonaws.com",
  ],
  [{ externalId: "x" }, 'externalId: does nothing without "roleArn"'],
  [{ sessionName: "xy" }, 'sessionName: does nothing without "roleArn"'],
  [{ sourceIdentity: "xy" }, 'sourceIdentity: does nothing without "roleArn"'],
  [
    { serviceAccount: {} },
    'serviceAccount: needs a role: give "roleArn", or "roleAnnotation" here',
  ],
  ...["", "role arn"].map((roleAnnotation): [unknown, string] => [
    { serviceAccount: { roleAnnotation } },
    "serviceAccount.roleAnnotation: is not an annotation key: write name or example.com/name",
  ]),
  ...["externalId", "sourceIdentity", "profile"].map((
    key,
  ): [unknown, string] => [
    { roleArn: ROLE, serviceAccount: {}, [key]: "xy" },
    `${key}: cannot be used with "serviceAccount"`,
  ]),
];

for (const [section, problem] of REFUSED) {
  Deno.test(`ecrSection refuses ${JSON.stringify(section)}`, () => {
    assertEquals(decoded(ecrSection, section).problems, [problem]);
  });
}
