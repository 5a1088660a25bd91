/**
 * Whether one image pattern covers everything that another one covers.
 * @module
 */
import { type ImagePattern, isGlob, labelsOf, matches } from "./match.ts";

/**
 * Tells whether every image that `narrow` covers is covered by `wide` too.
 *
 * A `*` in a narrow label is compared as a character, which only a `*` of the
 * wide label can take: no host name holds one. So {@linkcode matches} decides.
 */
export function covers(wide: ImagePattern, narrow: ImagePattern): boolean {
  return matches(wide, narrow);
}

/** A pattern that was added, and when. */
interface Added<Owner> {
  readonly pattern: ImagePattern;
  readonly owner: Owner;
  readonly order: number;
}

/** Patterns with one port whose labels are globs in the same places. */
interface Shape<Owner> {
  readonly port: string;
  readonly areGlobs: readonly boolean[];
  /** By their other labels, which only the same labels are covered by. */
  readonly byLabels: Map<string, Added<Owner>[]>;
}

/** Answers, for many patterns at once, which earlier one covers a given one. */
export class CoverIndex<Owner> {
  readonly #shapes = new Map<string, Shape<Owner>>();
  #count = 0;

  /** Adds a pattern and what it belongs to. */
  add(pattern: ImagePattern, owner: Owner): void {
    const { port } = pattern;
    const labels = labelsOf(pattern);
    const areGlobs = labels.map(isGlob);
    const name = `${port} ${areGlobs}`;
    const shape = this.#shapes.get(name) ??
      { port, areGlobs, byLabels: new Map() };
    this.#shapes.set(name, shape);
    const key = keyOf(labels, shape);
    const known = shape.byLabels.get(key);
    const added = { pattern, owner, order: this.#count++ };
    if (known === undefined) shape.byLabels.set(key, [added]);
    else known.push(added);
  }

  /** The owner of the first added pattern that covers `narrow`, if there is one. */
  find(narrow: ImagePattern): Owner | undefined {
    const labels = labelsOf(narrow);
    let first: Added<Owner> | undefined;
    for (const shape of this.#shapes.values()) {
      const { port, areGlobs, byLabels } = shape;
      if (port !== narrow.port || areGlobs.length !== labels.length) continue;
      const found = byLabels.get(keyOf(labels, shape))
        ?.find(({ pattern }) => covers(pattern, narrow));
      if (found && found.order < (first?.order ?? Infinity)) first = found;
    }
    return first?.owner;
  }
}

function keyOf(
  labels: readonly string[],
  { areGlobs }: Shape<unknown>,
): string {
  return labels.filter((_, at) => !areGlobs[at]).join(".");
}
