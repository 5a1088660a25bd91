/**
 * What `deno test --reporter=dot` prints where nobody watches: there it writes
 * each sign on a line of its own.
 * @module
 */

/** Passes text on without the lines that are one sign, up to the first failure told in full. */
export function withoutDots(): ReadableWritablePair<
  Uint8Array<ArrayBuffer>,
  Uint8Array<ArrayBuffer>
> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  let isOver = false;
  return new TransformStream({
    transform(chunk, controller) {
      rest += decoder.decode(chunk, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        isOver ||= line.trim() === "ERRORS";
        if (!isOver && /^[.,!]?$/.test(line)) continue;
        controller.enqueue(encoder.encode(`${line}\n`));
      }
    },
    flush(controller) {
      if (rest !== "") controller.enqueue(encoder.encode(rest));
    },
  });
}
