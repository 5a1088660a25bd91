/**
 * The known word that a mistyped one was meant to be.
 * @module
 */

/**
 * Finds the nearest known word.
 *
 * A word that is near to nothing gives `undefined`. So a text that comes from
 * a file is repeated in a message only where it all but spells a known word.
 *
 * @param word What was written.
 * @param known What could have been meant.
 * @returns The nearest word that at most two edits (one for words below five
 * letters) turn into what was written.
 */
export function didYouMean(
  word: string,
  known: readonly string[],
): string | undefined {
  let nearest: string | undefined;
  let fewest = Infinity;
  for (const candidate of known) {
    const most = candidate.length < 5 ? 1 : 2;
    if (Math.abs(candidate.length - word.length) > most) continue;
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= most && edits < fewest) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
}

// Optimal string alignment: insert, delete, replace, swap neighbours.
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] &&
        a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + same,
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
