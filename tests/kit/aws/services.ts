/**
 * ECR, ECR Public and STS, as far as the program asks them.
 * @module
 */
import { type Protocol, xml } from "./reply.ts";
import type { AccessKey } from "./sigv4.ts";

/** The operations that there are. */
export type Operation =
  | "ecr:GetAuthorizationToken"
  | "ecr-public:GetAuthorizationToken"
  | "sts:AssumeRole"
  | "sts:AssumeRoleWithWebIdentity";

/** An operation and what it is given. */
export interface Asked {
  readonly operation: Operation;
  readonly protocol: Protocol;
  /** Name in the scope of a signature. */
  readonly service: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Targets of the JSON protocol (API models of the two services). */
const TARGETS: Readonly<Record<string, Operation>> = {
  "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken":
    "ecr:GetAuthorizationToken",
  "SpencerFrontendService.GetAuthorizationToken":
    "ecr-public:GetAuthorizationToken",
};

/** Finds out what a request asks for; `undefined` where no service knows it. */
export function askedBy(
  method: string,
  path: string,
  headers: Headers,
  text: string,
): Asked | undefined {
  if (method !== "POST" || path !== "/") return undefined;
  const target = headers.get("x-amz-target");
  if (target !== null) {
    const operation = TARGETS[target];
    const isJson = headers.get("content-type") === "application/x-amz-json-1.1";
    return operation === undefined || !isJson ? undefined : {
      operation,
      protocol: "json",
      service: operation.split(":")[0] ?? "",
      input: JSON.parse(text),
    };
  }
  const { Action, Version, ...input } = Object.fromEntries(
    new URLSearchParams(text),
  );
  const isKnown = Action === "AssumeRole" ||
    Action === "AssumeRoleWithWebIdentity";
  return !isKnown || Version !== "2011-06-15" ? undefined : {
    operation: `sts:${Action}`,
    protocol: "query",
    service: "sts",
    input,
  };
}

/**
 * The answer of `GetAuthorizationToken`, one token in a list with ECR and alone
 * with ECR Public.
 *
 * @param expiresAt Milliseconds since 1970; sent in seconds with a fraction.
 */
export function authorization(
  operation: Operation,
  password: string,
  expiresAt: number,
): Response {
  const data = {
    authorizationToken: btoa(`AWS:${password}`),
    expiresAt: expiresAt / 1_000,
  };
  const authorizationData = operation === "ecr:GetAuthorizationToken"
    ? [{ ...data, proxyEndpoint: "https://registry.example.com" }]
    : data;
  return new Response(JSON.stringify({ authorizationData }), {
    headers: { "content-type": "application/x-amz-json-1.1" },
  });
}

/** The answer of the two ways to assume a role. */
export function assumedRole(
  { operation, input }: Asked,
  keyId: string,
  { secret, sessionToken = "" }: AccessKey,
): Response {
  const action = operation.replace("sts:", "");
  const role = String(input["RoleArn"]).replace(":role/", ":assumed-role/");
  return xml(
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:s</AssumedRoleId><Arn>${role}</Arn></AssumedRoleUser><Credentials><AccessKeyId>${keyId}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${
      new Date(Date.now() + 3_600_000).toISOString()
    }</Expiration></Credentials></${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
  );
}
