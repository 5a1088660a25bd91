import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { roleOf, targetOf } from "../../../providers/ecr/target.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import {
  account,
  KEY,
  OTHER_ROLE,
  REGISTRY,
  requestFor,
  ROLE,
  sectionOf,
} from "../../kit/aws/image_request.ts";

const OF_HOST = {
  isPublic: false,
  region: "eu-west-1",
  account: "123456789012",
  fips: false,
  dualStack: false,
};
const OF_PUBLIC = {
  isPublic: true,
  region: "us-east-1",
  account: undefined,
  fips: false,
  dualStack: false,
};

Deno.test("targetOf takes account and region from the host", () => {
  assertEquals(targetOf(sectionOf({}), requestFor()), OF_HOST);
});

Deno.test("targetOf takes account and region from the mirror that the rule names", () => {
  const section = sectionOf({ registry: REGISTRY });
  assertEquals(targetOf(section, requestFor("quay.io")), OF_HOST);
});

Deno.test("targetOf takes FIPS and dual stack from the host", () => {
  const host = "123456789012.dkr-ecr-fips.us-east-1.on.aws";
  assertEquals(targetOf(sectionOf({}), requestFor(host)), {
    ...OF_HOST,
    region: "us-east-1",
    fips: true,
    dualStack: true,
  });
});

Deno.test("targetOf prefers the region and the account that the rule names", () => {
  const section = sectionOf({
    region: "us-west-2",
    registryId: "210987654321",
  });
  assertEquals(targetOf(section, requestFor()), {
    ...OF_HOST,
    region: "us-west-2",
    account: "210987654321",
  });
});

Deno.test("targetOf asks for public registries in us-east-1, whatever the rule names", () => {
  for (const section of [{}, { region: "eu-west-1" }]) {
    const target = targetOf(sectionOf(section), requestFor("public.ecr.aws"));
    assertEquals(target, OF_PUBLIC);
  }
  assertEquals(
    targetOf(sectionOf({}), requestFor("ecr-public.aws.com")),
    { ...OF_PUBLIC, dualStack: true },
  );
});

Deno.test("targetOf takes another name of a registry where region and account are named", () => {
  const section = sectionOf({
    region: "eu-west-1",
    registryId: "123456789012",
  });
  assertEquals(targetOf(section, requestFor("images.example.com")), OF_HOST);
});

for (
  const [host, section] of [
    ["registry.k8s.io", {}],
    ["docker.io", {}],
    ["images.example.com", { region: "eu-west-1" }],
    ["images.example.com", { registryId: "123456789012" }],
    [`${REGISTRY}.evil.com`, {}],
    [`${REGISTRY}:5000`, {}],
  ] as const
) {
  Deno.test(`targetOf refuses ${host} with ${JSON.stringify(section)}`, () => {
    const error = assertThrows(
      () => targetOf(sectionOf(section), requestFor(host)),
      ProviderError,
      `${host} is not a host of Amazon ECR`,
    );
    assertEquals(error.code, "NOT_A_REGISTRY");
  });
}

Deno.test("roleOf gives the role of the rule, and no annotation's unless the rule allows it", () => {
  const annotated = account({ annotations: new Map([[KEY, OTHER_ROLE]]) });
  const request = requestFor(REGISTRY, annotated);
  assertEquals(roleOf(sectionOf({}), request), undefined);
  assertEquals(roleOf(sectionOf({ roleArn: ROLE }), request), ROLE);
  const withAccount = sectionOf({ roleArn: ROLE, serviceAccount: {} });
  assertEquals(roleOf(withAccount, request), ROLE);
});

Deno.test("roleOf prefers the annotation that the rule names, else the rule's role", () => {
  const serviceAccount = { roleAnnotation: KEY };
  const section = sectionOf({ roleArn: ROLE, serviceAccount });
  const annotations = new Map([[KEY, OTHER_ROLE]]);
  const roleFor = (annotations: Map<string, string>) =>
    roleOf(section, requestFor(REGISTRY, account({ annotations })));
  assertEquals(roleFor(annotations), OTHER_ROLE);
  assertEquals(roleFor(new Map([["another/key", OTHER_ROLE]])), ROLE);
});

Deno.test("roleOf refuses a missing token, a missing annotation and one that is no role", () => {
  const section = sectionOf({ serviceAccount: { roleAnnotation: KEY } });
  const table = [
    [undefined, "the kubelet sent none"],
    [account(), `has no annotation ${KEY}`],
    ...["", "pull", `${ROLE} x`, `${ROLE}\n`, "arn:aws:iam::1:role/x"].map(
      (role) =>
        [
          account({ annotations: new Map([[KEY, role]]) }),
          `the annotation ${KEY} of the service account is not a role`,
        ] as const,
    ),
  ] as const;
  for (const [serviceAccount, says] of table) {
    const error = assertThrows(
      () => roleOf(section, requestFor(REGISTRY, serviceAccount)),
      ProviderError,
      says,
    );
    assertEquals(error.code, "CLOUD_CREDENTIALS");
  }
});

Deno.test("roleOf refuses a token that is for somebody else than AWS alone", () => {
  const AWS = "sts.amazonaws.com";
  const table: readonly (readonly [
    audiences: readonly string[],
    ofRule: string | undefined,
    ofEntry: string | undefined,
    wanted: string | undefined,
  ])[] = [
    [[AWS], AWS, undefined, undefined],
    [["x"], AWS, undefined, AWS],
    [[AWS, "x"], AWS, undefined, AWS],
    [[], AWS, undefined, AWS],
    [[AWS], "x", undefined, "x"],
    // What the entry of rules without an audience says counts only for them.
    [["x"], AWS, "x", AWS],
    [["x"], undefined, "x", undefined],
    [[AWS], undefined, "x", "x"],
    // An entry of before names none, and its config may have had any.
    [["x"], undefined, undefined, undefined],
  ];
  for (const [audiences, audience, defaultAudience, wanted] of table) {
    const section = sectionOf({
      roleArn: ROLE,
      serviceAccount: audience === undefined ? {} : { audience },
    });
    const request = {
      ...requestFor(REGISTRY, account({ audiences })),
      defaultAudience,
    };
    if (wanted === undefined) {
      assertEquals(roleOf(section, request), ROLE);
      continue;
    }
    const error = assertThrows(() => roleOf(section, request), ProviderError);
    assertEquals(error.code, "CLOUD_CREDENTIALS");
    const is = audiences.join(", ") || "nobody";
    assertStringIncludes(
      error.message,
      `is for ${is}, and was not sent to AWS: the rule wants ${wanted} alone`,
    );
  }
});
