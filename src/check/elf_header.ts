/**
 * What the headers of an ELF file say: for which machine it is, and which
 * loader starts it (elf(5)).
 * @module
 */
import type { FileFailure, Runtime } from "../runtime/runtime.ts";

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
const MAGIC = [0x7f, 0x45, 0x4c, 0x46, 2, 1];

/** Sizes of the header, of an entry's part that counts, and of what is more than any table or path (`PATH_MAX`). */
const HEADER = 64;
const ENTRY = 40;
const LARGEST_TABLE = 64 * 1024;
const LONGEST_PATH = 4_096;

/**
 * Reads the headers of a 64-bit little-endian file. The program headers may
 * stand anywhere: Deno 2.9 moves them behind everything else.
 *
 * @returns `undefined` for every other file, and why it could not be read.
 */
export async function readElf(
  path: string,
  runtime: Pick<Runtime, "readPart">,
): Promise<Elf | FileFailure | undefined> {
  const header = await runtime.readPart(path, 0, HEADER);
  if (typeof header === "string") return header;
  if (
    header.length < HEADER || MAGIC.some((byte, at) => header[at] !== byte)
  ) return undefined;
  const view = viewOf(header);
  const number = view.getUint16(18, true);
  const machine = MACHINES[number] ?? `number ${number}`;
  const size = view.getUint16(54, true);
  const length = Math.min(size * view.getUint16(56, true), LARGEST_TABLE);
  const table = await runtime.readPart(path, offsetAt(view, 32), length);
  const place = typeof table === "string" ? undefined : placeOf(table, size);
  if (place === undefined) return { machine, loader: undefined };
  const name = await runtime.readPart(path, place.at, place.length);
  if (typeof name === "string") return { machine, loader: undefined };
  const loader = new TextDecoder().decode(name).replace(/\0.*$/s, "");
  return { machine, loader };
}

/** Where the loader's name stands. */
function placeOf(
  table: Uint8Array,
  size: number,
): { readonly at: number; readonly length: number } | undefined {
  const view = viewOf(table);
  for (let entry = 0; entry + ENTRY <= table.length; entry += size) {
    if (size === 0) return undefined;
    if (view.getUint32(entry, true) !== PT_INTERP) continue;
    const length = Math.min(offsetAt(view, entry + 32), LONGEST_PATH);
    return { at: offsetAt(view, entry + 8), length };
  }
  return undefined;
}

function offsetAt(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
