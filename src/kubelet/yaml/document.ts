/**
 * YAML as the kubelet reads it, with where everything stands.
 *
 * The kubelet reads with sigs.k8s.io/yaml, whose parser descends from libyaml
 * and knows YAML 1.1 only. The package that reads here follows YAML 1.2 where
 * the two differ in syntax; `syntax.ts` has those differences.
 * @module
 */
import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { withJoinedLines } from "./joined.ts";
import { firstDocument, refuseOtherSyntax } from "./syntax.ts";
import type {
  YamlMapping,
  YamlNode,
  YamlScalar,
  YamlSequence,
} from "./tree.ts";
import { NEEDS_QUOTES } from "../../format/yaml_problem.ts";
import { TreeProblem } from "./value.ts";

/**
 * Parses the first document of a text, and nothing behind it.
 *
 * @throws {TreeProblem} With the place at which the kubelet refuses the text.
 */
export function parseKubeletYaml(text: string): YamlNode {
  try {
    const tokens = tokensOf(firstDocument(text));
    refuseOtherSyntax(tokens);
    const document = composed(tokens, text.length);
    const fault = document?.errors.find(({ code, message }) =>
      !isAccepted(code, message)
    );
    if (fault === undefined) return nodeOf(document?.contents);
    throw new TreeProblem(reasonOf(fault.code), fault.pos[0]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TreeProblem("is nested too deeply", 0);
  }
}

/** Gives the tree of a JSON text, which has to be right. Its scalars have no text. */
export function treeOfJson(text: string): YamlNode {
  return nodeOf(composed([...new Parser().parse(text)], text.length)?.contents);
}

// Each turn mends one value; where none has to be mended, the tokens are right.
function tokensOf(text: string): readonly CST.Token[] {
  const tokens = [...new Parser().parse(text)];
  const joined = withJoinedLines(text, tokens);
  return joined === text ? tokens : tokensOf(joined);
}

function composed(tokens: readonly CST.Token[], end: number) {
  // What a tag means is not for the package to say.
  const composer = new Composer({
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    keepSourceTokens: true,
  });
  const [document] = composer.compose(tokens, true, end);
  return document;
}

// What libyaml takes, and YAML 1.2 does not.
function isAccepted(code: string, message: string): boolean {
  return (code === "BAD_DQ_ESCAPE" && message.endsWith("\\'")) ||
    (code === "MISSING_CHAR" && message.startsWith("Comments must be"));
}

function reasonOf(code: string): string {
  switch (code) {
    case "BAD_INDENT":
      return "is not valid YAML: the indentation does not fit the lines above";
    case "BAD_SCALAR_START":
      return NEEDS_QUOTES;
    case "TAB_AS_INDENT":
      return "is not valid YAML: indent with spaces, not with tabs";
    case "BAD_DQ_ESCAPE":
      return "has an escape that YAML 1.1 does not know";
    case "RESOURCE_EXHAUSTION":
      return "is nested too deeply";
    default:
      return "is not valid YAML: look for a missing colon or quote in this line or the one above";
  }
}

function nodeOf(node: unknown): YamlNode {
  if (isAlias(node)) {
    return { kind: "alias", name: node.source, ...spanOf(node) };
  }
  if (isMap(node)) return mappingOf(node);
  if (isSeq(node)) return sequenceOf(node);
  if (isScalar(node)) return scalarOf(node);
  const empty = { start: 0, end: 0, isPlain: true, tag: undefined };
  return { kind: "scalar", text: "", ...empty };
}

function spanOf({ range }: { range?: [number, number, number] | null }) {
  const [start = 0, end = 0] = range ?? [];
  return { start, end };
}

function scalarOf(node: Scalar): YamlScalar {
  const text = String(node.source ?? "");
  return {
    kind: "scalar",
    ...spanOf(node),
    anchor: node.anchor,
    tag: node.tag,
    isPlain: node.type === undefined || node.type === Scalar.PLAIN,
    // The package keeps this escape of YAML 1.1 as it is.
    text: node.type === Scalar.QUOTE_DOUBLE
      ? text.replaceAll("\\'", "'")
      : text,
  };
}

function mappingOf(node: YAMLMap): YamlMapping {
  return {
    kind: "mapping",
    ...spanOf(node),
    anchor: node.anchor,
    isFlow: node.flow === true,
    pairs: node.items.map(({ key, value }) => ({
      key: nodeOf(key),
      value: nodeOf(value),
    })),
  };
}

function sequenceOf(node: YAMLSeq): YamlSequence {
  const source = node.srcToken;
  const dashes = source?.type === "block-seq"
    ? source.items.flatMap(({ start }) =>
      start.filter(({ type }) => type === "seq-item-ind")
        .map(({ offset }) => offset)
    )
    : [];
  return {
    kind: "sequence",
    ...spanOf(node),
    anchor: node.anchor,
    isFlow: node.flow === true,
    dashes,
    items: node.items.map(nodeOf),
  };
}
