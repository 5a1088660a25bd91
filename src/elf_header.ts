/**
 * What the beginning of an ELF file says: for which machine it is, and which
 * loader starts it (elf(5)).
 * @module
 */

/** How much of a file {@linkcode parseElf} needs: headers and the loader's name stand at its beginning. */
export const ELF_BYTES = 64 * 1024;

/** What a program needs to be started. */
export interface Elf {
  /** The machine, as `uname -m` names it; a number for others. */
  readonly machine: string;
  /** Path of the loader; `undefined` for a static program. */
  readonly loader: string | undefined;
}

const MACHINES: { readonly [number: number]: string } = {
  3: "i686",
  21: "ppc64le",
  22: "s390x",
  40: "armv7l",
  62: "x86_64",
  183: "aarch64",
  243: "riscv64",
};
const PT_INTERP = 3;

/** Reads the header of a 64-bit little-endian file; `undefined` for every other. */
export function parseElf(bytes: Uint8Array): Elf | undefined {
  const magic = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
  if (bytes.length < 64 || magic.some((byte, at) => bytes[at] !== byte)) {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = view.getUint16(18, true);
  const machine = MACHINES[number] ?? `number ${number}`;
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  const table = Number(view.getBigUint64(32, true));
  for (let at = 0; at < count; at++) {
    const entry = table + at * size;
    if (entry + 40 > bytes.length) break;
    if (view.getUint32(entry, true) !== PT_INTERP) continue;
    const start = Number(view.getBigUint64(entry + 8, true));
    const length = Number(view.getBigUint64(entry + 32, true));
    const name = bytes.subarray(start, start + length);
    const loader = new TextDecoder().decode(name).replace(/\0.*$/s, "");
    return { machine, loader };
  }
  return { machine, loader: undefined };
}
