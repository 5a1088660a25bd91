/**
 * The line of a YAML text in which a key stands, for messages alone: nothing
 * that is read depends on it.
 * @module
 */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";

/** Characters; the search takes a second for so many. */
const LONGEST = 1024 * 1024;

/**
 * Finds lines of keys.
 *
 * @returns The number of the line, from 1, of the key at the end of a path of
 * keys and indices; `undefined` where it is not found, as below an alias. Of a
 * key that stands several times in one mapping it is the last.
 */
export function keyLines(
  text: string,
): (path: readonly (string | number)[]) => number | undefined {
  if (text.length > LONGEST) return () => undefined;
  const lineCounter = new LineCounter();
  const { contents } = parseDocument(text, {
    lineCounter,
    schema: "failsafe",
    uniqueKeys: false,
    logLevel: "silent",
  });
  return (path) => {
    let node: unknown = contents;
    let line: number | undefined;
    for (const key of path) {
      line = undefined;
      if (isSeq(node)) node = node.items[Number(key)];
      else if (isMap(node)) {
        const pair = node.items.findLast((one) =>
          isScalar(one.key) && String(one.key.value) === String(key)
        );
        const { range } = isScalar(pair?.key) ? pair.key : {};
        if (range) line = lineCounter.linePos(range[0]).line;
        node = pair?.value;
      } else return undefined;
    }
    return line;
  };
}
