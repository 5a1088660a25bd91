// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript for Node; the types are in the JSDoc
/**
 * Writes `vendor/jsr.io` in the form that Deno reads with `"vendor": true`.
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { assertPinned, pins } from "./pins.mjs";

/**
 * Writes every pinned JSR package below `folder`.
 *
 * The `lockfileChecksum` is JSR's own, so that one `deno.lock` verifies on an
 * open network and here.
 *
 * @param {string} folder The `vendor` folder.
 * @param {(carrier: string) => Map<string, Buffer>} modulesOf Remote modules of
 * a pinned npm package, by specifier.
 * @throws {Error} When a module is missing or its checksum differs.
 */
export function writeJsrVendor(folder, modulesOf) {
  for (const [spec, jsr] of Object.entries(pins.jsr)) {
    const [, scope, name, version] = spec.match(/^@(.+)\/(.+)@(.+)$/);
    const base = join(folder, "jsr.io", `@${scope}`, name);
    const manifest = {};
    for (const [path, pin] of Object.entries(jsr.modules)) {
      const url = `https://jsr.io/@${scope}/${name}/${version}/${path}`;
      const source = modulesOf(pin.carrier).get(url);
      if (source === undefined) {
        throw new Error(`${pin.carrier} does not carry ${url}`);
      }
      assertPinned(`the JSR module ${spec}/${path}`, source, pin.sha256);
      write(join(base, version, path), source);
      manifest[`/${path}`] = {
        size: pin.bytes,
        checksum: `sha256-${pin.sha256}`,
      };
    }
    // Erased by the compiler, so no program carries them; nothing is lost at run time.
    for (const path of jsr.typeOnly) {
      write(join(base, version, path), "export {};\n");
    }
    const { exports, lockfileChecksum } = jsr;
    writeJson(join(base, `${version}_meta.json`), {
      manifest,
      exports,
      lockfileChecksum,
    });
    writeJson(join(base, "meta.json"), {
      scope,
      name,
      latest: version,
      versions: { [version]: {} },
    });
  }
}

function writeJson(path, value) {
  write(path, JSON.stringify(value));
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
