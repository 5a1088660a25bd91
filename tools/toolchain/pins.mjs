// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript for Node; the types are in the JSDoc
/**
 * The pinned checksums, and the one way to compare something with them.
 * @module
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The pins as `pins.json` has them. */
export const pins = JSON.parse(
  readFileSync(new URL("./pins.json", import.meta.url), "utf8"),
);

/**
 * Stops the set-up when `bytes` are not the pinned ones.
 *
 * @param {string} what What is compared, in words for the person at the terminal.
 * @param {Uint8Array} bytes The bytes that arrived.
 * @param {string} pinned `sha512-<base64>` as npm writes it, or a SHA-256 in hex.
 * @throws {Error} When the digests differ. Names both.
 */
export function assertPinned(what, bytes, pinned) {
  const isNpm = pinned.startsWith("sha512-");
  const found = isNpm
    ? `sha512-${createHash("sha512").update(bytes).digest("base64")}`
    : createHash("sha256").update(bytes).digest("hex");
  if (found !== pinned) {
    throw new Error(
      `checksum differs: ${what}\n  pinned  ${pinned}\n  arrived ${found}\n` +
        "Nothing of it was used. Check the npm registry or mirror that answered.",
    );
  }
}
