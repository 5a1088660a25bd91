import { assertEquals } from "@std/assert";
import {
  type AccessKey,
  checkSignature,
  type SignedRequest,
} from "../../kit/aws/sigv4.ts";

// The example of the IAM user guide, "Elements of an AWS API request signature".
const EXAMPLE: SignedRequest = {
  method: "GET",
  url: new URL(
    "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
  ),
  headers: new Headers({
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    "host": "iam.amazonaws.com",
    "x-amz-date": "20150830T123600Z",
    "authorization":
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  }),
  body: new Uint8Array(),
};
const KEYS = new Map<string, AccessKey>([
  ["AKIDEXAMPLE", { secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" }],
]);
const SCOPE = { region: "us-east-1", service: "iam" };
const NOW = Date.UTC(2015, 7, 30, 12, 36);

function changed(change: Partial<SignedRequest>): SignedRequest {
  return { ...EXAMPLE, ...change };
}

function withHeader(name: string, value: string): SignedRequest {
  const headers = new Headers(EXAMPLE.headers);
  headers.set(name, value);
  return changed({ headers });
}

Deno.test("checkSignature accepts the example of the AWS documentation", () => {
  assertEquals(checkSignature(EXAMPLE, KEYS, SCOPE, NOW), undefined);
});

for (
  const [what, request] of [
    ["method", changed({ method: "POST" })],
    [
      "path",
      changed({ url: new URL("/x?Action=ListUsers", "https://h") }),
    ],
    [
      "query",
      changed({ url: new URL("https://iam.amazonaws.com/?Action=ListRoles") }),
    ],
    ["body", changed({ body: new Uint8Array([1]) })],
    ["host", withHeader("host", "evil.example.com")],
    ["content type", withHeader("content-type", "text/plain")],
    ["time of the same day", withHeader("x-amz-date", "20150830T123601Z")],
    ["unsigned header", withHeader("x-amz-target", "Other")],
  ] as const
) {
  Deno.test(`checkSignature refuses another ${what}`, () => {
    assertEquals(checkSignature(request, KEYS, SCOPE, NOW), "signature");
  });
}

Deno.test("checkSignature refuses a scope of another region or service", () => {
  for (
    const scope of [
      { ...SCOPE, region: "eu-west-1" },
      { ...SCOPE, service: "ecr" },
    ]
  ) {
    assertEquals(checkSignature(EXAMPLE, KEYS, scope, NOW), "signature");
  }
});

Deno.test("checkSignature refuses unknown keys and session tokens, and what is unsigned", () => {
  const unsigned = withHeader("authorization", "Bearer x");
  assertEquals(checkSignature(unsigned, KEYS, SCOPE, NOW), "unsigned");
  assertEquals(
    checkSignature(EXAMPLE, new Map(), SCOPE, NOW),
    "unknown key",
  );
  const otherSession = withHeader("x-amz-security-token", "made up");
  assertEquals(checkSignature(otherSession, KEYS, SCOPE, NOW), "unknown key");
});

Deno.test("checkSignature refuses a signature that is older or newer than five minutes", () => {
  for (const minutes of [-6, 6]) {
    const now = NOW + minutes * 60_000;
    assertEquals(checkSignature(EXAMPLE, KEYS, SCOPE, now), "skew");
  }
  for (const minutes of [-4, 4]) {
    const now = NOW + minutes * 60_000;
    assertEquals(checkSignature(EXAMPLE, KEYS, SCOPE, now), undefined);
  }
});
