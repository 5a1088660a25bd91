/**
 * Where tokens and roles are asked for: the addresses that the SDK makes of
 * what a host name implies.
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { ACCOUNT, askedFor } from "../../kit/aws/asking.ts";

// AWS General Reference: "Amazon ECR endpoints and quotas" and "AWS STS
// endpoints and quotas"; the DNS suffixes are those of the partitions. For FIPS
// the endpoint rules that AWS publishes for its SDKs say api.ecr-fips.
const HOSTS: readonly [
  host: string,
  region: string,
  ecr: string,
  sts: string,
][] = [
  [
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
    "eu-west-1",
    "api.ecr.eu-west-1.amazonaws.com",
    "sts.eu-west-1.amazonaws.com",
  ],
  [
    `${ACCOUNT}.dkr.ecr-fips.us-east-1.amazonaws.com`,
    "us-east-1",
    "api.ecr-fips.us-east-1.amazonaws.com",
    "sts-fips.us-east-1.amazonaws.com",
  ],
  [
    `${ACCOUNT}.dkr-ecr.eu-west-1.on.aws`,
    "eu-west-1",
    "ecr.eu-west-1.api.aws",
    "sts.eu-west-1.api.aws",
  ],
  [
    `${ACCOUNT}.dkr-ecr-fips.us-west-2.on.aws`,
    "us-west-2",
    "ecr-fips.us-west-2.api.aws",
    "sts-fips.us-west-2.api.aws",
  ],
  [
    `${ACCOUNT}.dkr.ecr.us-gov-west-1.amazonaws.com`,
    "us-gov-west-1",
    "api.ecr.us-gov-west-1.amazonaws.com",
    "sts.us-gov-west-1.amazonaws.com",
  ],
  [
    `${ACCOUNT}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`,
    "us-gov-west-1",
    "api.ecr-fips.us-gov-west-1.amazonaws.com",
    "sts.us-gov-west-1.amazonaws.com",
  ],
  [
    `${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn`,
    "cn-north-1",
    "api.ecr.cn-north-1.amazonaws.com.cn",
    "sts.cn-north-1.amazonaws.com.cn",
  ],
  [
    `${ACCOUNT}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`,
    "cn-north-1",
    "ecr.cn-north-1.api.amazonwebservices.com.cn",
    "sts.cn-north-1.api.amazonwebservices.com.cn",
  ],
  [
    `${ACCOUNT}.dkr.ecr.eusc-de-east-1.amazonaws.eu`,
    "eusc-de-east-1",
    "api.ecr.eusc-de-east-1.amazonaws.eu",
    "sts.eusc-de-east-1.amazonaws.eu",
  ],
  [
    `${ACCOUNT}.dkr.ecr.us-iso-east-1.c2s.ic.gov`,
    "us-iso-east-1",
    "api.ecr.us-iso-east-1.c2s.ic.gov",
    "sts.us-iso-east-1.c2s.ic.gov",
  ],
  [
    `${ACCOUNT}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`,
    "us-isob-east-1",
    "api.ecr.us-isob-east-1.sc2s.sgov.gov",
    "sts.us-isob-east-1.sc2s.sgov.gov",
  ],
  [
    `${ACCOUNT}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`,
    "eu-isoe-west-1",
    "api.ecr.eu-isoe-west-1.cloud.adc-e.uk",
    "sts.eu-isoe-west-1.cloud.adc-e.uk",
  ],
  [
    `${ACCOUNT}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`,
    "us-isof-south-1",
    "api.ecr.us-isof-south-1.csp.hci.ic.gov",
    "sts.us-isof-south-1.csp.hci.ic.gov",
  ],
];

for (const [host, region, ecr, sts] of HOSTS) {
  Deno.test(`fetchToken asks ${ecr} and ${sts} for ${host}`, async () => {
    const { asked, credentials } = await askedFor(host);
    assertEquals(
      asked.map(({ operation, host, region }) => [operation, host, region]),
      [
        ["sts:AssumeRoleWithWebIdentity", sts, undefined],
        ["ecr:GetAuthorizationToken", ecr, region],
      ],
    );
    assertEquals(credentials.username, "AWS");
    assertEquals(credentials.password, "word");
  });
}

for (
  const [host, api] of [
    ["public.ecr.aws", "api.ecr-public.us-east-1.amazonaws.com"],
    ["ecr-public.aws.com", "ecr-public.us-east-1.api.aws"],
  ] as const
) {
  Deno.test(`fetchToken asks ${api} for ${host}, signed for us-east-1`, async () => {
    const { asked } = await askedFor(host);
    assertEquals(
      asked.slice(1).map(({ operation, host, region }) => [
        operation,
        host,
        region,
      ]),
      [["ecr-public:GetAuthorizationToken", api, "us-east-1"]],
    );
  });
}

Deno.test("fetchToken asks for the account of the rule, by another name of the registry", async () => {
  const section = { region: "eu-west-1", registryId: ACCOUNT };
  const { asked } = await askedFor("images.example.com", section);
  assertEquals(asked[1]?.host, "api.ecr.eu-west-1.amazonaws.com");
  assertEquals(asked[1]?.input, { registryIds: [ACCOUNT] });
});

// A rule set of the SDK refuses an endpoint together with FIPS or dual stack.
for (
  const host of [
    `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`,
    `${ACCOUNT}.dkr.ecr-fips.us-east-1.amazonaws.com`,
    `${ACCOUNT}.dkr-ecr.us-east-1.on.aws`,
  ]
) {
  Deno.test(`fetchToken asks the endpoints that the rule names for ${host}`, async () => {
    const { asked } = await askedFor(
      host,
      {
        endpoint: "https://vpce-1.api.ecr.us-east-1.vpce.amazonaws.com",
        stsEndpoint: "https://vpce-2.sts.us-east-1.vpce.amazonaws.com",
      },
    );
    assertEquals(asked.map(({ host }) => host), [
      "vpce-2.sts.us-east-1.vpce.amazonaws.com",
      "vpce-1.api.ecr.us-east-1.vpce.amazonaws.com",
    ]);
  });
}

// AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
const ECR_URL = "https://ecr.vpce.example.com";
const STS_URL = "https://sts.vpce.example.com";
for (
  const [what, env, sts, ecr] of [
    [
      "each service's own variable",
      { AWS_ENDPOINT_URL_ECR: ECR_URL, AWS_ENDPOINT_URL_STS: STS_URL },
      "sts.vpce.example.com",
      "ecr.vpce.example.com",
    ],
    [
      "its own variable before the general one",
      { AWS_ENDPOINT_URL: ECR_URL, AWS_ENDPOINT_URL_STS: STS_URL },
      "sts.vpce.example.com",
      "ecr.vpce.example.com",
    ],
    [
      "no variable where the environment says so",
      {
        AWS_ENDPOINT_URL: ECR_URL,
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      },
      "sts.us-east-1.amazonaws.com",
      "api.ecr.us-east-1.amazonaws.com",
    ],
  ] as const
) {
  Deno.test(`fetchToken asks the endpoints of the environment: ${what}`, async () => {
    const host = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`;
    const { asked } = await askedFor(host, {}, env);
    assertEquals(asked.map(({ host }) => host), [sts, ecr]);
  });
}

Deno.test("fetchToken asks the endpoint of the rule before one of the environment", async () => {
  const { asked } = await askedFor(
    `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`,
    { endpoint: ECR_URL, stsEndpoint: STS_URL },
    { AWS_ENDPOINT_URL: "https://other.example.com" },
  );
  assertEquals(asked.map(({ host }) => host), [
    "sts.vpce.example.com",
    "ecr.vpce.example.com",
  ]);
});

Deno.test("fetchToken sends nothing to an endpoint of the environment that is not https", async () => {
  const error = await assertRejects(
    () =>
      askedFor(`${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`, {}, {
        AWS_ENDPOINT_URL_STS: "http://sts.example.com",
      }),
    ProviderError,
    "AWS_ENDPOINT_URL_STS names no endpoint that may be asked: expected https",
  );
  assertEquals(error.code, "CLOUD_CREDENTIALS");
});
