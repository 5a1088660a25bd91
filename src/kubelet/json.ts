/**
 * JSON as the kubelet reads it: a file whose first character is a brace.
 *
 * Restates what encoding/json of Go and sigs.k8s.io/json refuse beside what
 * every parser refuses: a key that stands twice.
 * @module
 */
import { treeOfJson } from "./yaml/document.ts";
import type { YamlNode } from "./yaml/tree.ts";
import { TreeProblem } from "./yaml/value.ts";

const TOKEN =
  // deno-lint-ignore no-control-regex -- JSON takes exactly these only escaped
  /[ \t\r\n]*(?:([{}[\]:,])|"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)/y;

/** Tells whether the kubelet takes a text for JSON, whatever the name of its file. */
export function isJson(text: string): boolean {
  return /^\p{White_Space}*\{/u.test(text);
}

/**
 * Parses a JSON text.
 *
 * @throws {TreeProblem} With the place at which the kubelet refuses it.
 */
export function parseKubeletJson(
  text: string,
): { readonly value: unknown; readonly root: YamlNode } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const [message, offset] = faultOf(text, error);
    throw new TreeProblem(
      `${message}; the kubelet reads a file that begins with { as JSON`,
      offset,
    );
  }
  const root = treeOfJson(text);
  refuseTwice(root, text);
  return { value, root };
}

function faultOf(text: string, error: unknown): [string, number] {
  TOKEN.lastIndex = 0;
  let comma: number | undefined;
  for (let at = 0;; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(text);
    if (found === null) {
      const blank = /^[ \t\r\n]*/.exec(text.slice(at))?.[0].length ?? 0;
      return wordsFor(text, at + blank, error);
    }
    if (comma !== undefined && /[\]}]/.test(found[1] ?? "")) {
      return ["is not JSON: remove this comma", comma];
    }
    comma = found[1] === "," ? TOKEN.lastIndex - 1 : undefined;
  }
}

// Where every token is right, the order of them is not.
function wordsFor(text: string, at: number, error: unknown): [string, number] {
  if (
    text[at] === "#" || text.startsWith("//", at) || text.startsWith("/*", at)
  ) {
    return ["is not JSON: remove the comment", at];
  }
  if (at < text.length) {
    return ["is not valid JSON: look for a missing quote", at];
  }
  const known = /at position (\d+)/.exec(`${error}`)?.[1];
  return [
    "is not valid JSON: look for a missing comma, colon, bracket or brace",
    known === undefined ? text.length : Number(known),
  ];
}

function refuseTwice(node: YamlNode, text: string): void {
  if (node.kind === "sequence") {
    node.items.forEach((item) => refuseTwice(item, text));
  }
  if (node.kind !== "mapping") return;
  const names = new Set<unknown>();
  for (const { key, value } of node.pairs) {
    const name = JSON.parse(text.slice(key.start, key.end));
    if (names.has(name)) {
      throw new TreeProblem(
        "a key stands twice in one mapping: keep one",
        key.start,
      );
    }
    names.add(name);
    refuseTwice(value, text);
  }
}
