/**
 * `jwt inspect`: what a token says.
 * @module
 */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { columns } from "../../../src/cli/columns.ts";
import type { Context, Invocation, Outcome } from "../../../src/cli/command.ts";
import { ProviderError } from "../../../src/runtime/errors.ts";
import { decodeUtf8 } from "../../../src/format/utf8.ts";

const TIMES: Readonly<Record<string, string>> = {
  iat: "issued",
  nbf: "valid from",
  exp: "expires",
};

/** Runs the command. The token is on standard input: arguments are visible to every user. */
export async function run(
  { options }: Invocation,
  { runtime, readInput }: Context,
): Promise<Outcome> {
  const { header, claims } = decode(
    decodeUtf8(await readInput("a token"))?.trim() ?? "",
  );
  return options["format"] === "json"
    ? { stdout: `${JSON.stringify({ header, claims })}\n` }
    : { lines: asText(header, claims, runtime.now()) };
}

function decode(
  token: string,
): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  try {
    return {
      header: { ...decodeProtectedHeader(token) },
      claims: decodeJwt(token),
    };
  } catch {
    throw new ProviderError(
      "KEY_INVALID",
      "standard input holds no signed JSON Web Token: three parts of base64url, joined by dots",
    );
  }
}

function asText(
  header: Record<string, unknown>,
  claims: Record<string, unknown>,
  now: number,
): readonly string[] {
  const rows = (entries: Record<string, unknown>): string[][] =>
    Object.entries(entries).map(([name, value]) => [
      `  ${name}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
  const times = Object.entries(TIMES).flatMap(([name, words]) => {
    const seconds = claims[name];
    return typeof seconds === "number"
      ? [[`  ${words}`, inWords(seconds * 1_000, now)]]
      : [];
  });
  return [
    "header",
    ...columns(rows(header)),
    "claims",
    ...columns(rows(claims)),
    "times",
    ...columns(times),
    "The signature was not checked.",
  ];
}

function inWords(at: number, now: number): string {
  const distance = Math.abs(at - now);
  const [unit, name] = distance < 120_000
    ? [1_000, "seconds"]
    : distance < 7_200_000
    ? [60_000, "minutes"]
    : distance < 172_800_000
    ? [3_600_000, "hours"]
    : [86_400_000, "days"];
  const amount = `${Math.round(distance / unit)} ${name}`;
  const date = Number.isFinite(at) && Math.abs(at) < 8.64e15
    ? new Date(at).toISOString()
    : "no date";
  return `${date} (${at > now ? `in ${amount}` : `${amount} ago`})`;
}
