import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeKubeletConfig } from "../../src/kubelet/config.ts";
import { readKubeletText } from "../../src/kubelet/text.ts";
import { YamlProblem } from "../../src/format/yaml_problem.ts";
// What the kubelet's decoder made of each (sigs.k8s.io/yaml 1.6 and sigs.k8s.io/json).
import files from "../testdata/kubelet_files.json" with { type: "json" };
import scalars from "../testdata/kubelet_scalars.json" with { type: "json" };

function problemOf(text: string): readonly [number | undefined, string] {
  const { line, message } = assertThrows(
    () => readKubeletText(text),
    YamlProblem,
  );
  return [line, message];
}

function verdictOn(text: string): string {
  try {
    const { problems } = decodeKubeletConfig(readKubeletText(text).value);
    return problems.length === 0 ? "accepts" : "refuses";
  } catch (error) {
    if (error instanceof YamlProblem) return "refuses";
    throw error;
  }
}

for (const { what, text, kubelet } of files) {
  Deno.test(`the kubelet ${kubelet} ${what}`, () => {
    assertEquals(verdictOn(text), kubelet);
  });
}

Deno.test("readKubeletText() reads every scalar as the kubelet does", () => {
  for (const { value, kubelet, reads } of scalars) {
    const text = `env:\n- name: X\n  value: ${value}\n`;
    let read: unknown;
    try {
      const { env } = readKubeletText(text).value as {
        env: readonly { value: unknown }[];
      };
      read = env[0]?.value;
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error;
    }
    if (kubelet === "accepts") assertEquals(read ?? "", reads, value);
    else assert(typeof read !== "string" && read !== null, value);
  }
});

Deno.test("readKubeletText() gives the line of what it refuses, and no piece of the text", () => {
  const table: readonly (readonly [string, number, string])[] = [
    ["a: 1\nb: [secret\n", 3, "is not valid YAML"],
    ["a: 1\r\nb:\r\n\tsecret: 1\r\n", 3, "not with tabs"],
    ["a: 1\nb: *secret\n", 2, "put a text in quotes that begins with *"],
    ["a: 1\nb:\n- *.secret.io\n", 3, "put a value in quotes"],
    ["a: 1\nb: [*.secret.io]\n", 2, "put a value in quotes"],
    ["a: 1\nb: &secret.io c\n", 2, "has an anchor whose name"],
    ["a: 1\nb: 2\na: secret\n", 3, "a key stands twice"],
    ['a: 1\nb: "secret\\q"\n', 2, "an escape"],
    ["%YAML 1.2\n---\na: secret\n", 1, "YAML 1.1"],
    ["a: 1\nb: !!int secret\n", 2, "a tag !!int"],
    ["a: 1\n? [secret]\n: 2\n", 2, "a key that is not text"],
    ["a: &a\n  b: *a\n", 2, "an alias (*) to itself"],
    ['{"a": 1,\n"b": secret}', 2, "reads a file that begins with { as JSON"],
    ['{"a": 1,\n"b": 2,\n}', 2, "remove this comma"],
    ['{"a": 1,\n// secret\n"b": 2}', 2, "remove the comment"],
    ['{"a": 1,\n"a": "secret"}', 2, "a key stands twice"],
    ['{"a": 1\n"b": "secret"}', 2, "a missing comma"],
    ['{"a": 1,\n"b": {}', 2, "a missing comma"],
  ];
  for (const [text, line, says] of table) {
    const [found, message] = problemOf(text);
    assertEquals(found, line, text);
    assert(message.includes(says), message);
    assert(!message.includes("secret"), message);
  }
});

Deno.test("readKubeletText() bounds what aliases expand to", () => {
  const levels = "abcdefghi".split("").map((name, at, all) =>
    `${name}: &${name} [${
      Array(9).fill(at === 0 ? "x" : `*${all[at - 1]}`).join(", ")
    }]\n`
  );
  const [, message] = problemOf(levels.join(""));
  assert(message.includes("aliases that expand to more"), message);
});

Deno.test("readKubeletText() refuses what is nested too deeply", () => {
  for (
    const text of ["a: " + "[".repeat(20_000), '{"a":' + "[".repeat(200_000)]
  ) {
    problemOf(text);
  }
});

Deno.test("readKubeletText() takes the last anchor before an alias", () => {
  const { value } = readKubeletText("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
  assertEquals(value, { a: 1, b: 1, c: 2, d: 2 });
});
