/**
 * The tokens of a YAML text in their order, out of the tree in which the parser
 * gives them.
 * @module
 */

/** A node of the concrete syntax tree of the package `yaml`, as far as it is of use here. */
export interface Part {
  readonly type: string;
  readonly offset: number;
  readonly indent?: number;
  readonly source?: string;
  readonly start?: Part | readonly Part[];
  readonly props?: readonly Part[];
  readonly items?: readonly PartItem[];
  readonly value?: Part;
  readonly end?: readonly Part[];
}

interface PartItem {
  readonly start: readonly Part[];
  readonly key?: Part | null;
  readonly sep?: readonly Part[];
  readonly value?: Part;
}

/** A token without children. */
export interface Leaf {
  readonly type: string;
  readonly offset: number;
  readonly source: string;
  /** How many brackets and braces are around it; those that open and close count as inside. */
  readonly depth: number;
  /** The column that what belongs to a scalar has to reach. */
  readonly least: number;
  /** Of a `:`, whether its key goes without `?`. */
  readonly isSimple: boolean;
}

/** Gives every token, from the first to the last. */
export function leavesOf(parts: readonly Part[]): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const context = { depth: 0, least: 0, isSimple: false };
  for (const part of parts) add(part, context, leaves);
  return leaves;
}

type Context = Pick<Leaf, "depth" | "least" | "isSimple">;

function add(part: Part, context: Context, into: Leaf[]): void {
  const { type, offset, source, start, props, items, value, end, indent } =
    part;
  const isFlow = type === "flow-collection";
  const inside = {
    ...context,
    depth: context.depth + (isFlow ? 1 : 0),
    least: /^block-(?:map|seq)$/.test(type) ? (indent ?? 0) + 1 : context.least,
  };
  for (const one of props ?? []) add(one, context, into);
  // The parser also gives a token for a value that is not there.
  if (source) into.push({ type, offset, source, ...context });
  for (const one of start === undefined ? [] : [start].flat()) {
    add(one, inside, into);
  }
  for (const item of items ?? []) addItem(item, inside, into);
  if (value !== undefined) add(value, inside, into);
  for (const one of end ?? []) {
    add(one, /^flow-/.test(one.type) ? inside : context, into);
  }
}

function addItem(
  { start, key, sep, value }: PartItem,
  context: Context,
  into: Leaf[],
): void {
  const isExplicit = start.some(({ type }) => type === "explicit-key-ind");
  const isSimple = !isExplicit && key !== undefined && key !== null;
  for (const one of start) add(one, context, into);
  if (key !== undefined && key !== null) add(key, context, into);
  for (const one of sep ?? []) add(one, { ...context, isSimple }, into);
  if (value !== undefined) add(value, context, into);
}
