/**
 * ELF files that consist of nothing but headers, made after elf(5).
 * @module
 */

/** A 64-bit little-endian program for a machine (62: x86-64, 183: aarch64). */
export function elfOf(machine: number, loader?: string): Uint8Array {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(18, machine, true);
  view.setBigUint64(32, 64n, true); // program headers follow this one
  view.setUint16(54, 56, true); // of 56 bytes each
  view.setUint16(56, 2, true); // two of them
  view.setUint32(64, 6, true); // PT_PHDR
  if (loader === undefined) return bytes;
  const name = new TextEncoder().encode(`${loader}\0`);
  view.setUint32(120, 3, true); // PT_INTERP
  view.setBigUint64(128, 176n, true); // its offset
  view.setBigUint64(152, BigInt(name.length), true); // its size
  bytes.set(name, 176);
  return bytes;
}
