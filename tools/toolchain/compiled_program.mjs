// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript for Node; the types are in the JSDoc
/**
 * The layout of a program made by `deno compile`: the runtime base (`denort`)
 * and the data section with every module of the program.
 *
 * Deno 2.8 and older append the data to the base. Deno 2.9 grafts it (libsui):
 * a segment, a note and two sections are added behind the base, and of the
 * base's own bytes only four fields of the ELF header change.
 * @module
 */
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";

const MAGIC = "d3n0l4nd";

/** Sections that Deno 2.9 adds, and as many program headers. */
const GRAFTED = 2;

/** Bytes of an ELF section header (elf(5), 64 bits). */
const SECTION_HEADER = 64;

/**
 * Takes a compiled program apart.
 *
 * @param {string} path The compiled program.
 * @returns {{ denort: Buffer, data: Buffer, modules: () => Map<string, Buffer> }}
 * The runtime base, the data section, and the remote modules by specifier.
 * @throws {Error} When the file has no Deno data section.
 */
export function readCompiledProgram(path) {
  const file = readFileSync(path);
  const parts = appended(file) ?? grafted(file);
  if (parts === undefined) {
    throw new Error(`${path} has no data section of deno compile`);
  }
  return {
    ...parts,
    modules: () => remoteModules(parts.data.subarray(MAGIC.length)),
  };
}

function appended(file) {
  const start = file.length - Number(file.readBigUInt64LE(file.length - 8));
  if (start < 0 || !isMagic(file, start)) return undefined;
  return { denort: file.subarray(0, start), data: file.subarray(start) };
}

function grafted(file) {
  const sections = sectionsOf(file);
  const note = sections.find(({ name }) => name === ".note.sui");
  const names = sections.findIndex(({ name }) => name === ".shstrtab");
  if (note === undefined || names < 0) return undefined;
  const start = file.indexOf(MAGIC + MAGIC, note.offset) + MAGIC.length;
  if (!isMagic(file, start)) return undefined;

  // The linker put the section names last and their table behind them, aligned
  // to eight bytes. The graft has moved both to the end of the file; the old
  // ones are still there.
  const own = sections.slice(0, -GRAFTED);
  const added = sections.slice(-GRAFTED).map(({ name }) => `${name}\0`).join(
    "",
  );
  const before = own.filter(({ isInFile }, index) =>
    isInFile && index !== names
  )
    .map(({ offset, size }) => offset + size);
  const end = Math.max(...before) + sections[names].size - added.length;
  const table = Math.ceil(end / 8) * 8;
  const denort = Buffer.from(
    file.subarray(0, table + own.length * SECTION_HEADER),
  );
  denort.writeBigUInt64LE(64n, 32); // e_phoff: behind the ELF header
  denort.writeUInt16LE(file.readUInt16LE(56) - GRAFTED, 56); // e_phnum
  denort.writeBigUInt64LE(BigInt(table), 40); // e_shoff
  denort.writeUInt16LE(own.length, 60); // e_shnum
  return { denort, data: file.subarray(start, note.offset + note.size) };
}

function sectionsOf(file) {
  if (file.toString("latin1", 1, 4) !== "ELF") return [];
  let at = Number(file.readBigUInt64LE(40));
  const sections = [];
  for (let left = file.readUInt16LE(60); left > 0; left--) {
    sections.push({
      nameAt: file.readUInt32LE(at),
      isInFile: file.readUInt32LE(at + 4) !== 8, // SHT_NOBITS
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
    });
    at += SECTION_HEADER;
  }
  const names = sections[file.readUInt16LE(62)];
  return sections.map(({ nameAt, ...section }) => {
    const at = names.offset + nameAt;
    return {
      ...section,
      name: file.toString("latin1", at, file.indexOf(0, at)),
    };
  });
}

function isMagic(file, at) {
  return file.toString("latin1", at, at + MAGIC.length) === MAGIC;
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
