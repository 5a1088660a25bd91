// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript for Node; the types are in the JSDoc
/**
 * Programs that are published on npm, fetched with the ordinary npm client.
 * @module
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { assertPinned, pins } from "./pins.mjs";

/**
 * Fetches a pinned package and unpacks its program, once.
 *
 * The tarball is compared with the pinned integrity before it is unpacked.
 *
 * @param {string} spec `name@version`, a key of `packages` in `pins.json`.
 * @param {string} root Folder of the tool chain.
 * @returns {string} Path of the unpacked program.
 * @throws {Error} When npm cannot fetch it or its checksum differs.
 */
export function npmProgram(spec, root) {
  const { integrity, program } = pins.packages[spec];
  const folder = join(root, "npm", spec.replaceAll("/", "_"));
  const path = join(folder, program);
  if (existsSync(path)) return path;

  const work = `${folder}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    console.error(`  fetching ${spec} from the npm registry`);
    const tarball = join(work, pack(spec, work));
    assertPinned(`the npm package ${spec}`, readFileSync(tarball), integrity);
    execFileSync("tar", ["-xzf", tarball, "-C", work]);
    rmSync(tarball);
    rmSync(join(work, "npm-cache"), { recursive: true, force: true });
    chmodSync(join(work, program), 0o755);
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return path;
}

function pack(spec, destination) {
  // A cache of its own, gone afterwards: HOME may be missing or not writable.
  const out = execFileSync("npm", [
    "pack",
    "--json",
    "--loglevel=error",
    "--no-update-notifier",
    `--cache=${join(destination, "npm-cache")}`,
    `--pack-destination=${destination}`,
    spec,
  ], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    cwd: destination,
  });
  return JSON.parse(out)[0].filename.replaceAll("/", "-").replace(/^@/, "");
}
