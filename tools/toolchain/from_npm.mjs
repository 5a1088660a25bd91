/**
 * Sets up what a build needs from the npm registry alone.
 *
 *     node from_npm.mjs deno open|npm   prints the path of Deno
 *     node from_npm.mjs denort ARCH     prints the path of the compile base
 *     node from_npm.mjs compiler ARCH   prints the path of the Deno of that base
 *     node from_npm.mjs jsr FOLDER      writes the vendored JSR modules
 *
 * @module
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { readCompiledProgram } from "./compiled_program.mjs";
import { writeJsrVendor } from "./jsr_vendor.mjs";
import { npmProgram } from "./npm_program.mjs";
import { assertPinned, pins } from "./pins.mjs";

const root = process.env.TOOLCHAIN ??
  fileURLToPath(new URL("../../.toolchain", import.meta.url));

function denort(arch) {
  const pin = pins.denort[arch];
  // The checksum is in the name, so that another pin never meets an old base.
  const folder = join(root, `denort-${arch}-${pin.sha256.slice(0, 16)}`);
  const path = join(folder, "denort");
  if (existsSync(path)) return path;
  const base = readCompiledProgram(npmProgram(pin.carrier, root)).denort;
  assertPinned(`the compile base for ${arch}`, base, pin.sha256);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, base);
  chmodSync(`${path}.${process.pid}`, 0o755);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

function jsr(folder) {
  const read = new Map();
  writeJsrVendor(folder, (carrier) => {
    if (!read.has(carrier)) {
      const program = readCompiledProgram(npmProgram(carrier, root));
      read.set(carrier, program.modules());
    }
    return read.get(carrier);
  });
  return folder;
}

const steps = {
  deno: (network) => npmProgram(pins.deno[network], root),
  denort,
  compiler: (arch) => npmProgram(pins.denort[arch].deno, root),
  jsr,
};

try {
  mkdirSync(root, { recursive: true });
  const [step, argument] = process.argv.slice(2);
  console.log(steps[step](argument));
} catch (error) {
  console.error(`toolchain: ${error.message}`);
  process.exitCode = 1;
}
