/**
 * Keys as people make them: with openssl.
 * @module
 */

/** Whether a program of this name can be run. */
export async function isInstalled(name: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", {
    args: ["-c", 'command -v "$0"', name],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

/** Whether there is openssl. */
export const HAS_OPENSSL = await isInstalled("openssl");

/** The end of the name of a test that is ignored without openssl. */
export const NEEDS_OPENSSL = HAS_OPENSSL ? "" : " (needs openssl)";

/**
 * Runs openssl.
 *
 * @param args Its arguments, in one text where none holds a space.
 * @param input Standard input.
 * @returns Standard output.
 */
export async function openssl(
  args: string | readonly string[],
  input = "",
): Promise<string> {
  const child = new Deno.Command("openssl", {
    args: typeof args === "string" ? args.split(" ") : [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  // Who needs no input may have ended before.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { success, stdout, stderr } = await output;
  const text = new TextDecoder();
  if (!success) throw new Error(text.decode(stderr));
  return text.decode(stdout);
}

const EC = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:";
const RSA = "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:";

/** How openssl makes PEM (PKCS#8) keys. */
export const GENPKEY = {
  "P-256": `${EC}P-256`,
  "P-384": `${EC}P-384`,
  "P-521": `${EC}P-521`,
  secp256k1: `${EC}secp256k1`,
  RSA: `${RSA}2048`,
  "RSA 1024": `${RSA}1024`,
  "RSA 2047": `${RSA}2047`,
  "RSA-PSS": "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048",
  Ed25519: "genpkey -algorithm ED25519",
  Ed448: "genpkey -algorithm ED448",
  X25519: "genpkey -algorithm X25519",
} as const;

const made = new Map<string, Promise<string>>();

/** A PEM (PKCS#8) key, the same for every test of a file: an RSA key takes long. */
export function keyOf(kind: keyof typeof GENPKEY): Promise<string> {
  const before = made.get(kind);
  if (before !== undefined) return before;
  const key = openssl(GENPKEY[kind]);
  made.set(kind, key);
  return key;
}
