/**
 * Where in a file a value stands, and the problems found there.
 * @module
 */

/** One problem in a file, ready for people. */
export interface Problem {
  /** Path of the value in the file: `registries[2].static.username`; empty for the whole file. */
  readonly path: string;
  /** What is wrong and what to write instead. Never a value of the file. */
  readonly message: string;
  /** Set where the problem is a key that is not known; see `src/schema/explained.ts`. */
  readonly unknown?: UnknownKey;
}

/**
 * A key that is not known where it stands. It may be a misplaced secret, and is
 * shown only where it is near to a known one.
 */
export interface UnknownKey {
  /** The way to it, itself last. */
  readonly way: readonly (string | number)[];
  /** Which key of its mapping it is, from 1. */
  readonly number: number;
  /** The keys that are known there, and what other tools call them. */
  readonly fields: {
    readonly [key: string]: { readonly elsewhere?: readonly string[] };
  };
}

/** A place in a file. Its path is put together only when something is reported. */
export class Place {
  // Not fields of the language (#): a config with 10,000 registries has 100,000
  // places, and these are made twice as fast.
  private constructor(
    private readonly problems: Problem[],
    private readonly parent: Place | undefined,
    private readonly key: string | number,
  ) {}

  /** The whole file. Problems below it are added to `problems`. */
  static root(problems: Problem[]): Place {
    return new Place(problems, undefined, "");
  }

  /** The place of a key or index below this one. */
  at(key: string | number): Place {
    return new Place(this.problems, this, key);
  }

  /** Adds a problem here. */
  report(message: string): undefined {
    this.problems.push({ path: this.path, message });
  }

  /** Adds the problem of a key that stands here, and is not one of `fields`. */
  reportUnknown(
    key: string,
    number: number,
    fields: UnknownKey["fields"],
  ): undefined {
    this.problems.push({
      path: this.path,
      message: "holds an unknown key",
      unknown: { way: [...this.way, key], number, fields },
    });
  }

  private get way(): (string | number)[] {
    return this.parent === undefined ? [] : [...this.parent.way, this.key];
  }

  /** The path as people write it. */
  get path(): string {
    if (this.parent === undefined) return "";
    const before = this.parent.path;
    if (typeof this.key === "number") return `${before}[${this.key}]`;
    return before === "" ? this.key : `${before}.${this.key}`;
  }
}

/** One problem as one piece of text. */
export function problemText({ path, message }: Problem): string {
  return path === "" ? message : `${path}: ${message}`;
}
