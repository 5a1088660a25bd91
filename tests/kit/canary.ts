/**
 * A secret that nobody else writes, and the detector that finds it again.
 * @module
 */

/**
 * The secret. With characters that base64, URLs and YAML treat each in their
 * own way, and without a run that is a word.
 */
export const CANARY = "Zq7+kV2/xW9=mB4-Jh6";

/** The shortest piece of the secret that counts as found. */
const PIECE = 8;

/** Every form in which the secret, or a piece of it, stands in a text. */
export function findCanary(text: string): readonly string[] {
  const haystack = text.toLowerCase();
  return FORMS.filter((form) => haystack.includes(form.toLowerCase()));
}

const pieces = Array.from(
  { length: CANARY.length - PIECE + 1 },
  (_, at) => CANARY.slice(at, at + PIECE),
);

const FORMS: readonly string[] = [
  ...new Set([...pieces, ...pieces.map(encodeURIComponent), ...base64Forms()]),
];

// The three ways in which three bytes fall on four letters, without the letters at
// both ends, which depend on what stands beside; in both alphabets.
function base64Forms(): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = btoa("\0".repeat(shift) + CANARY);
    const inner = bytes.slice(shift === 0 ? 0 : 4, -4);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
