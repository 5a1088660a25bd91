/**
 * Generated signing keys: sound ones, JWKs of the wrong shape, damaged PEM.
 * @module
 */
import fc from "fast-check";
import { PEM, PRIVATE_JWK } from "../minting.ts";
import { damaged } from "./fuzzing.ts";
import { bent } from "./inputs.ts";
import { SECRET } from "./refusal.ts";

const BODY = PEM.split("\n").slice(1, -2).join("\n");

/** A signing key. */
export const keyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(PEM, JSON.stringify(PRIVATE_JWK)),
  damaged(fc.constant(PEM)),
  bent({ ...PRIVATE_JWK }).map((value) => JSON.stringify(value)),
  bent({ kty: "oct", k: btoa(SECRET.repeat(3)), alg: "HS256" })
    .map((value) => JSON.stringify(value)),
  damaged(fc.constant(JSON.stringify(PRIVATE_JWK))),
  // Right letters around wrong bytes.
  fc.uint8Array({ minLength: 1, maxLength: 150 }).map((bytes) =>
    PEM.replace(BODY, btoa(String.fromCharCode(...bytes)))
  ),
  fc.tuple(fc.nat(90), fc.nat(255)).map(([at, value]) => {
    const bytes = Uint8Array.from(
      atob(BODY.replaceAll("\n", "")),
      (byte) => byte.charCodeAt(0),
    );
    bytes[at] = value;
    return PEM.replace(BODY, btoa(String.fromCharCode(...bytes)));
  }),
  fc.string({ maxLength: 80 }),
);
