/**
 * The limit that a process may have for the size of its files.
 * @module
 */

let isHandled = false;

/**
 * Lets a write beyond the limit (`RLIMIT_FSIZE`, `ulimit -f`) fail as on a full
 * disk. Linux would end the process otherwise (SIGXFSZ), and the kubelet would
 * drop the answer that is out.
 */
export function failBeyondSizeLimit(): void {
  if (isHandled) return;
  isHandled = true;
  Deno.addSignalListener("SIGXFSZ", () => {});
}
