/**
 * `jwt inspect` of the compiled program.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { SignJWT } from "jose";
import { program, type Result } from "../kit/program.ts";
import { assertFailure } from "../kit/failure.ts";
import { PAIR } from "../kit/minting.ts";

/** A token of a day in 2001 that expires in 2101. */
function token(claims: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT({ nbf: 978_307_200, exp: 4_133_980_800, ...claims })
    .setProtectedHeader({ alg: "ES256", kid: "k1" })
    .sign(PAIR.privateKey);
}

function inspect(
  stdin: string | Uint8Array,
  ...args: string[]
): Promise<Result> {
  return program(["jwt", "inspect", ...args], { stdin });
}

Deno.test("jwt inspect shows header, claims and times in words", async () => {
  const stdin = `${await token({ access: [{ name: "a" }], sub: "s" })}\n`;
  const { code, stdout, stderr } = await inspect(stdin);
  assertEquals([code, stderr], [0, ""]);
  for (
    const line of [
      /^header$/m,
      /^ {2}alg +ES256$/m,
      /^ {2}kid +k1$/m,
      /^claims$/m,
      /^ {2}sub +s$/m,
      /^ {2}access +\[\{"name":"a"\}\]$/m,
      /^times$/m,
      /^ {2}valid from +2001-01-01T00:00:00\.000Z \(\d+ days ago\)$/m,
      /^ {2}expires +2101-01-01T00:00:00\.000Z \(in \d+ days\)$/m,
      /^The signature was not checked\.$/m,
    ]
  ) {
    assertMatch(stdout, line);
  }
});

Deno.test("jwt inspect gives header and claims as JSON", async () => {
  const { code, stdout } = await inspect(
    await token({ a: 1 }),
    "--format=json",
  );
  assertEquals(code, 0);
  assertEquals(JSON.parse(stdout), {
    header: { alg: "ES256", kid: "k1" },
    claims: { nbf: 978_307_200, exp: 4_133_980_800, a: 1 },
  });
});

Deno.test("jwt inspect lets no character of a token control the terminal", async () => {
  const { stdout } = await inspect(
    await token({ sub: "a\u001b[2Jb\r\nexpires never", "x\u009b": "\u2028" }),
  );
  assertEquals(/[\p{Cc}\p{Zl}]/u.test(stdout.replaceAll("\n", "")), false);
  assertEquals(/^expires never/m.test(stdout), false);
});

Deno.test("jwt inspect refuses what is no signed token, and repeats none of it", async () => {
  const [header = "", claims = "", signature = ""] = (await token()).split(".");
  const inputs = [
    "",
    "hunter2",
    "hunter2.hunter2.hunter2",
    `${header}.${claims}`,
    `${header}.hunter2.${signature}`,
    `${header}.${btoa("[1]")}.${signature}`,
    `${header}.${claims}.${signature}.x.y`,
    new Uint8Array([0xff, 0xfe]),
  ];
  for (const input of inputs) {
    const result = await inspect(input);
    assertFailure(result, {
      code: "KEY_INVALID",
      says: "standard input holds no signed JSON Web Token",
    });
    assert(!result.stderr.includes("hunter2"));
  }
});
