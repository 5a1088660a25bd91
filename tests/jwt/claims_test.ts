import { assertEquals } from "@std/assert";
import { claims } from "../../src/jwt/claims.ts";
import { decoded } from "../kit/decoding.ts";
import { problemsOf, tokenOf } from "../kit/jwt/minting.ts";

Deno.test("claims of any shape come out as they were written", async () => {
  const shapes = {
    text: "a",
    empty: "",
    number: 1.5,
    zero: 0,
    yes: true,
    no: false,
    nothing: null,
    list: [1, "a", [], [null, { deep: [true] }]],
    mapping: { a: { b: { c: {} } } },
    "https://example.com/claim": "a name with a namespace",
  };
  const { claims } = await tokenOf({ claims: shapes });
  for (const [name, expected] of Object.entries(shapes)) {
    assertEquals(claims[name], expected, name);
  }
});

Deno.test("claims are filled in at every depth, and only in texts", async () => {
  const { claims } = await tokenOf({
    claims: {
      "${node}": "${node}",
      access: [{
        type: "repository",
        name: "${repository}",
        actions: ["pull", "${registry}"],
      }],
    },
  }, { image: "r.io/team/app" });
  assertEquals(claims["${node}"], "node-1", "names stay as they are");
  assertEquals(claims["access"], [
    { type: "repository", name: "team/app", actions: ["pull", "r.io"] },
  ]);
});

Deno.test("claims may not set what the section has a key for (RFC 7519 section 4.1)", () => {
  const table: readonly [string, string][] = [
    ["iss", "issuer"],
    ["sub", "subject"],
    ["aud", "audience"],
    ["exp", "lifetime"],
    ["nbf", "notBefore"],
    ["iat", "lifetime"],
    ["jti", "jti"],
  ];
  for (const [name, key] of table) {
    assertEquals(problemsOf({ claims: { a: 1, [name]: "x" } }), [
      `claims: sets "${name}", which "${key}" sets: use that`,
    ]);
  }
});

Deno.test("claims below the top may have the names of registered ones", async () => {
  const { claims } = await tokenOf({ claims: { act: { sub: "s", iss: "i" } } });
  assertEquals(claims["act"], { sub: "s", iss: "i" });
});

Deno.test("claims report every problem with its place", () => {
  const { problems } = decoded(claims, {
    a: "${nodes}",
    b: [{ c: "${imge}" }],
  });
  assertEquals(problems, [
    "a: uses an unknown variable: did you mean ${node}?",
    "b[0].c: uses an unknown variable: did you mean ${image}?",
  ]);
});

Deno.test("claims that are no mapping are refused", () => {
  for (const value of ["text", 1, ["list"], null, true]) {
    assertEquals(problemsOf({ claims: value }), [
      "claims: expected a mapping of claims",
    ]);
  }
});

Deno.test("claims tell the names of their variables", () => {
  const { value } = decoded(claims, {
    a: "${image}-${node}",
    b: [{ c: "${serviceAccountAnnotations.x}" }],
    d: "$${registry}",
  });
  assertEquals([...value?.variables ?? []].sort(), [
    "image",
    "node",
    "serviceAccountAnnotations.x",
  ]);
});
