import { assertEquals } from "@std/assert";
import { type EcrHost, parseEcrHost } from "../../../providers/ecr/host.ts";

const ACCOUNT = "123456789012";

function registry(
  region: string,
  facts: { fips?: boolean; dualStack?: boolean } = {},
): EcrHost {
  const { fips = false, dualStack = false } = facts;
  return { kind: "private", account: ACCOUNT, region, fips, dualStack };
}

// AWS, "Amazon ECR registries" and "IPv6 for Amazon ECR"; one row a partition.
const HOSTS: readonly [host: string, EcrHost][] = [
  [`${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`, registry("eu-west-1")],
  [`${ACCOUNT}.dkr.ecr.us-gov-west-1.amazonaws.com`, registry("us-gov-west-1")],
  [`${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn`, registry("cn-north-1")],
  [
    `${ACCOUNT}.dkr.ecr.eusc-de-east-1.amazonaws.eu`,
    registry("eusc-de-east-1"),
  ],
  [`${ACCOUNT}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, registry("us-iso-east-1")],
  [
    `${ACCOUNT}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`,
    registry("us-isob-east-1"),
  ],
  [
    `${ACCOUNT}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`,
    registry("eu-isoe-west-1"),
  ],
  [
    `${ACCOUNT}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`,
    registry("us-isof-south-1"),
  ],
  [
    `${ACCOUNT}.dkr.ecr-fips.us-east-1.amazonaws.com`,
    registry("us-east-1", { fips: true }),
  ],
  [
    `${ACCOUNT}.dkr-ecr.eu-west-1.on.aws`,
    registry("eu-west-1", { dualStack: true }),
  ],
  [
    `${ACCOUNT}.dkr-ecr-fips.us-east-1.on.aws`,
    registry("us-east-1", { fips: true, dualStack: true }),
  ],
  [
    `${ACCOUNT}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`,
    registry("cn-north-1", { dualStack: true }),
  ],
  ["public.ecr.aws", { kind: "public", dualStack: false }],
  ["ecr-public.aws.com", { kind: "public", dualStack: true }],
];

for (const [host, expected] of HOSTS) {
  Deno.test(`parseEcrHost recognises ${host}, with the port 443 as well`, () => {
    assertEquals(parseEcrHost(host), expected);
    assertEquals(parseEcrHost(`${host}:443`), expected);
  });
}

for (
  const host of [
    "registry.k8s.io",
    "docker.io",
    "",
    "12345678901.dkr.ecr.eu-west-1.amazonaws.com",
    "1234567890123.dkr.ecr.eu-west-1.amazonaws.com",
    "a23456789012.dkr.ecr.eu-west-1.amazonaws.com",
    "dkr.ecr.eu-west-1.amazonaws.com",
    `${ACCOUNT}.dkr.ecr.amazonaws.com`,
    `${ACCOUNT}.dkr.ecr..amazonaws.com`,
    `${ACCOUNT}.dkr.ecr.-eu-west-1.amazonaws.com`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com.evil.com`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com.`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.org`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.evil.amazonaws.com`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.evilamazonaws.com`,
    `evil.${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
    `evil-${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
    `${ACCOUNT}.dkr_ecr.eu-west-1.amazonaws.com`,
    `${ACCOUNT}.dkr.ecr-gov.eu-west-1.amazonaws.com`,
    `${ACCOUNT}.dkr.s3.eu-west-1.amazonaws.com`,
    `${ACCOUNT}.DKR.ECR.eu-west-1.amazonaws.com`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.AMAZONAWS.COM`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com:5000`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com:4430`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com\n`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.constructor`,
    "public.ecr.aws.evil.com",
    "evil-public.ecr.aws",
    "gallery.ecr.aws",
    "PUBLIC.ECR.AWS",
    "public.ecr.aws:5000",
    "constructor",
    "__proto__",
  ]
) {
  Deno.test(`parseEcrHost refuses ${JSON.stringify(host)}`, () => {
    assertEquals(parseEcrHost(host), undefined);
  });
}
