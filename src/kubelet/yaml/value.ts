/**
 * The value of a YAML tree, as the kubelet sees it.
 *
 * Restates the strict decoder of go.yaml.in/yaml/v2 (`decode.go`) and
 * `convertToJSONableObject` of sigs.k8s.io/yaml.
 * @module
 */
import { resolveScalar } from "./scalars.ts";
import type { YamlAlias, YamlMapping, YamlNode, YamlScalar } from "./tree.ts";
import { YamlProblem } from "../../format/yaml_problem.ts";

/** What is wrong with a tree, at an offset of its text. */
export class TreeProblem extends Error {
  /** @param message What is wrong, without a piece of the text. */
  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

/** The keys of one mapping, by their type and value. */
type Keys = Map<string, readonly [string, unknown]>;

/**
 * Gives what `JSON.parse` would give for the JSON that the kubelet makes of it.
 *
 * @throws {TreeProblem} For a key that stands twice, also by way of `<<`, and
 * whatever JSON cannot say.
 */
export function valueOf(root: YamlNode): unknown {
  return new Decoder(root).value(root);
}

class Decoder {
  readonly #targets = new Map<YamlAlias, YamlNode>();
  readonly #open = new Set<YamlAlias>();
  #count = 0;
  #ofAliases = 0;

  constructor(root: YamlNode) {
    findTargets(root, new Map(), this.#targets);
  }

  value(node: YamlNode): unknown {
    this.#step(node);
    switch (node.kind) {
      case "alias":
        return this.#through(node, (target) => this.value(target));
      case "mapping": {
        const keys: Keys = new Map();
        this.#fill(node, keys);
        return Object.fromEntries(keys.values());
      }
      case "sequence":
        return node.items.map((item) => this.value(item));
      case "scalar": {
        const { value } = resolved(node);
        return typeof value === "number" && !Number.isFinite(value)
          ? fail("is a number that JSON does not have", node)
          : value;
      }
    }
  }

  #fill({ pairs }: YamlMapping, into: Keys): void {
    for (const { key, value } of pairs) {
      if (isMerge(key)) this.#merge(value, into);
      else this.#set(key, value, into);
    }
  }

  #set(key: YamlNode, value: YamlNode, into: Keys): void {
    this.#step(key);
    const target = key.kind === "alias"
      ? this.#through(key, (one) => one)
      : key;
    if (target.kind !== "scalar") fail("has a key that is not text", key);
    const { type, value: word } = resolved(target as YamlScalar);
    const name = `${type} ${word}`;
    const decoded = this.value(value);
    if (type === "null") fail("has a key without a name", key);
    if (into.has(name)) {
      fail("a key stands twice in one mapping: keep one", key);
    }
    into.set(name, [String(word), decoded]);
  }

  // What comes by << may not be there already, nor come again: the kubelet is strict.
  #merge(value: YamlNode, into: Keys): void {
    const all = value.kind === "sequence"
      ? [...value.items].reverse()
      : [value];
    for (const one of all) {
      this.#step(one);
      const from = one.kind === "alias"
        ? this.#through(one, (target) => target)
        : one;
      if (from.kind !== "mapping") {
        fail("<< needs a mapping, or a list of mappings", one);
      }
      if (one.kind === "alias") {
        this.#through(one, (target) => this.#fill(target as YamlMapping, into));
      } else this.#fill(from as YamlMapping, into);
    }
  }

  #through<T>(alias: YamlAlias, use: (target: YamlNode) => T): T {
    const target = this.#targets.get(alias);
    if (target === undefined) {
      return fail(
        "has an alias (*) to an anchor that is not there: put a text in quotes that begins with *",
        alias,
      );
    }
    if (this.#open.has(alias)) fail("has an alias (*) to itself", alias);
    this.#open.add(alias);
    const result = use(target);
    this.#open.delete(alias);
    return result;
  }

  // `unmarshal` of decode.go bounds what aliases may expand to.
  #step(node: YamlNode): void {
    this.#count++;
    if (this.#open.size > 0) this.#ofAliases++;
    const most = Math.min(
      0.99,
      Math.max(0.1, 0.99 - 0.89 * (this.#count - 400_000) / 3_600_000),
    );
    if (
      this.#ofAliases > 100 && this.#count > 1000 &&
      this.#ofAliases / this.#count > most
    ) {
      fail(
        "has aliases that expand to more than the file holds: write the values out",
        node,
      );
    }
  }
}

// An alias means the last node before it that has the anchor.
function findTargets(
  node: YamlNode,
  anchors: Map<string, YamlNode>,
  targets: Map<YamlAlias, YamlNode>,
): void {
  if (node.kind === "alias") {
    const target = anchors.get(node.name);
    if (target !== undefined) targets.set(node, target);
    return;
  }
  if (node.anchor !== undefined) anchors.set(node.anchor, node);
  const children = node.kind === "sequence"
    ? node.items
    : node.kind === "mapping"
    ? node.pairs.flatMap(({ key, value }) => [key, value])
    : [];
  for (const child of children) findTargets(child, anchors, targets);
}

function isMerge(key: YamlNode): boolean {
  if (key.kind !== "scalar" || key.text !== "<<") return false;
  return key.tag === undefined
    ? key.isPlain
    : key.tag === "!" || key.tag === "tag:yaml.org,2002:merge";
}

function resolved(node: YamlScalar) {
  try {
    return resolveScalar(node);
  } catch (error) {
    return error instanceof YamlProblem ? fail(error.message, node) : fail(
      "cannot be read here",
      node,
    );
  }
}

function fail(message: string, { start }: YamlNode): never {
  throw new TreeProblem(message, start);
}
