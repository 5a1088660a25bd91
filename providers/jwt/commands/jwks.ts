/**
 * `jwt jwks`: the public keys of a config (RFC 7517).
 * @module
 */
import type { Context, Invocation, Outcome } from "../../../src/cli/command.ts";
import { sectionPlace } from "../../../src/config/open_section.ts";
import { openConfig } from "../../../src/lookup/open_config.ts";
import { configInvalid } from "../../../src/config/invalid.ts";
import type { Problem } from "../../../src/schema/place.ts";
import type { Runtime } from "../../../src/runtime/runtime.ts";
import { checkedKey } from "../../../src/jwt/checked_key.ts";
import { thumbprint } from "../../../src/jwt/key.ts";
import { type JwtSection, jwtSection } from "../section.ts";

/** Runs the command. Rules with a shared secret have no public key and are left out. */
export async function run(
  _invocation: Invocation,
  context: Context,
): Promise<Outcome> {
  const { configPath, runtime } = context;
  const config = await openConfig(context);
  const problems: Problem[] = [];
  const sections = config.rules.filter(({ provider }) => provider === "jwt")
    .map((rule) =>
      jwtSection.decode(rule.section, sectionPlace(rule, problems))
    )
    .filter((section) => section !== undefined);
  if (problems.length > 0) throw configInvalid(configPath, problems);
  const keys = await Promise.all(
    sections.map((section) => publicKey(section, runtime)),
  );
  // By all of it: one key may serve two algorithms, and two keys may have one keyId.
  const different = new Map(
    keys.filter((key) => key !== undefined)
      .map((key) => [JSON.stringify(key), key]),
  );
  return {
    stdout: `${JSON.stringify({ keys: [...different.values()] }, null, 2)}\n`,
  };
}

async function publicKey(
  section: JwtSection,
  runtime: Runtime,
): Promise<Record<string, unknown> | undefined> {
  const key = await checkedKey(section, runtime);
  const jwk = await key.publicJwk();
  if (jwk === undefined) return undefined;
  const kid = section.keyId ?? await thumbprint(key);
  return { ...jwk, kid, alg: section.algorithm, use: "sig" };
}
