// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript for Node; the types are in the JSDoc
/**
 * The layout of a program made by `deno compile`: the runtime base (`denort`),
 * then an appended data section with every module of the program.
 * @module
 */
import { readFileSync } from "node:fs";

const MAGIC = "d3n0l4nd";

/**
 * Takes a compiled program apart.
 *
 * @param {string} path The compiled program.
 * @returns {{ denort: Buffer, modules: () => Map<string, Buffer> }} The runtime
 * base, and the remote modules by specifier.
 * @throws {Error} When the file does not end in a Deno data section.
 */
export function readCompiledProgram(path) {
  const file = readFileSync(path);
  const length = Number(file.readBigUInt64LE(file.length - 8));
  const start = file.length - length;
  if (start < 0 || file.toString("latin1", start, start + 8) !== MAGIC) {
    throw new Error(`${path} does not end in a deno compile data section`);
  }
  return {
    denort: file.subarray(0, start),
    modules: () => remoteModules(file.subarray(start + 8)),
  };
}

function remoteModules(section) {
  let at = 0;
  const u8 = () => section.readUInt8((at += 1) - 1);
  const u32 = () => section.readUInt32LE((at += 4) - 4);
  const u64 = () => Number(section.readBigUInt64LE((at += 8) - 8));
  const bytes = (length) => section.subarray(at, at += length);
  const blob = () => bytes(u32());

  bytes(u64()); // metadata
  bytes(u64()); // npm snapshot
  const specifiers = new Map();
  for (let left = u32(); left > 0; left--) {
    const specifier = blob().toString("utf8");
    specifiers.set(u32(), specifier);
  }
  for (let left = u32(); left > 0; left--) bytes(8); // redirects
  const modules = new Map();
  for (let left = u32(); left > 0; left--) {
    const specifier = specifiers.get(u32());
    u8(); // media type
    modules.set(specifier, blob());
    const flags = u8();
    for (const bit of [1, 2, 4]) if (flags & bit) blob();
  }
  return modules;
}
