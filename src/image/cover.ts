/**
 * Whether one image pattern covers everything that another one covers.
 * @module
 */
import { type ImagePattern, matches } from "./match.ts";

/**
 * Tells whether every image that `narrow` covers is covered by `wide` too.
 *
 * A `*` in a narrow label is compared as a character, which only a `*` of the
 * wide label can take: no host name holds one. So {@linkcode matches} decides.
 */
export function covers(wide: ImagePattern, narrow: ImagePattern): boolean {
  return matches(wide, narrow);
}

/** Answers, for many patterns at once, which earlier one covers a given one. */
export class CoverIndex<Owner> {
  readonly #byHost = new Map<string, [ImagePattern, Owner][]>();
  readonly #withGlobs: [ImagePattern, Owner][] = [];

  /** Adds a pattern and what it belongs to. */
  add(pattern: ImagePattern, owner: Owner): void {
    if (pattern.host.includes("*")) {
      this.#withGlobs.push([pattern, owner]);
      return;
    }
    const host = hostKey(pattern);
    const known = this.#byHost.get(host);
    if (known === undefined) this.#byHost.set(host, [[pattern, owner]]);
    else known.push([pattern, owner]);
  }

  /** The owner of the first added pattern that covers `narrow`, if there is one. */
  find(narrow: ImagePattern): Owner | undefined {
    const literal = this.#byHost.get(hostKey(narrow)) ?? [];
    for (const [wide, owner] of literal) {
      if (covers(wide, narrow)) return owner;
    }
    return this.#withGlobs.find(([wide]) => covers(wide, narrow))?.[1];
  }
}

function hostKey(pattern: ImagePattern): string {
  return `${pattern.host}:${pattern.port}`;
}
