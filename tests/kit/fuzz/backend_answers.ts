/**
 * Generated answers of AWS: with the right fields and wrong values, damaged,
 * of the wrong type, and of the wrong protocol.
 * @module
 */
import fc from "fast-check";
import { damaged } from "./fuzzing.ts";
import { anyJson, bent } from "./inputs.ts";
import { SECRET } from "./refusal.ts";

/** An answer of a backend. */
export interface BackendAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const status = fc.oneof(
  { weight: 60, arbitrary: fc.constant(200) },
  {
    weight: 20,
    arbitrary: fc.constantFrom(201, 301, 302, 307, 308, 400, 401, 403, 404),
  },
  // These are asked again, which takes time.
  { weight: 1, arbitrary: fc.constantFrom(429, 500, 503) },
);
const headers = fc.constantFrom<Record<string, string>>(
  { "content-type": "application/x-amz-json-1.1" },
  { "content-type": "text/html" },
  { "content-type": "text/xml" },
  { location: "http://192.0.2.1/steal" },
  { "x-amzn-errortype": `AccessDeniedException:${SECRET}` },
  {},
);

const token = bent({
  authorizationToken: btoa(`AWS:${SECRET}`),
  expiresAt: 4_000_000_000,
}).chain((one) => bent({ authorizationData: [one] }))
  .map((value) => JSON.stringify(value) ?? "");
const role = fc.tuple(
  fc.constantFrom("AKIA", "", "<AKIA/>", "&amp;", "&#0;"),
  fc.constantFrom("2099-01-01T00:00:00Z", "", "never", "1e400"),
).map(([id, end]) =>
  `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>` +
  `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${SECRET}` +
  `</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${end}` +
  `</Expiration></Credentials></AssumeRoleWithWebIdentityResult>` +
  `</AssumeRoleWithWebIdentityResponse>`
);

function answer(body: fc.Arbitrary<string>): fc.Arbitrary<BackendAnswer> {
  return fc.record({ status, headers, body });
}

const other = fc.oneof(
  anyJson.map((value) => JSON.stringify(value)),
  fc.constantFrom("", "<html>", "[".repeat(20_000), "<a>".repeat(5_000)),
  fc.string({ maxLength: 50 }),
);

/** An answer of ECR. */
export const tokenAnswer: fc.Arbitrary<BackendAnswer> = answer(
  fc.oneof(token, damaged(token), other),
);

/** An answer of STS. */
export const roleAnswer: fc.Arbitrary<BackendAnswer> = answer(
  fc.oneof({ weight: 3, arbitrary: role }, damaged(role), other),
);
