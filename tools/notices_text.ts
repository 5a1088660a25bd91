/**
 * The text of `THIRD_PARTY_NOTICES`: every licence of what is in the program.
 * @module
 */
import { type BundledPackage, manifest } from "./bundled_packages.ts";
import { PROJECT } from "./paths.ts";

const HEAD =
  `registry-credential-provider contains the following software of others.
This file is written by "make notices" from what is in the program.

The program also contains the Deno runtime, with V8, the Rust crates and the
other libraries that it is made of:
  Deno  MIT License, Copyright 2018-2026 the Deno authors
        https://github.com/denoland/deno/blob/main/LICENSE.md
  V8    BSD 3-Clause License, Copyright 2006-2026 the V8 project authors
        https://github.com/v8/v8/blob/main/LICENSE
  The crates of a version of Deno are in its Cargo.lock, each with its licence on
  https://crates.io.
`;

// Modules on JSR have a line in each file instead of a file with the licence.
const MIT =
  `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/**
 * The notices for these packages. Those with the same text stand above it
 * together.
 *
 * @throws {Error} When the licence of a package is not known.
 */
export async function noticesText(
  packages: readonly BundledPackage[],
): Promise<string> {
  const byText = new Map<string, string[]>();
  for (const one of packages) {
    const text = await licenceOf(one);
    const names = byText.get(text) ?? [];
    byText.set(text, [...names, `${one.name} ${one.version}`]);
  }
  const parts = [...byText].map(([text, names]) =>
    `${"=".repeat(80)}\n${names.join("\n")}\n${"-".repeat(80)}\n${text}\n`
  );
  return [HEAD, ...parts].join("\n");
}

async function licenceOf(one: BundledPackage): Promise<string> {
  return one.registry === "jsr" ? await ofSources(one) : await ofFiles(one);
}

async function ofSources({ name, files }: BundledPackage): Promise<string> {
  const lines = new Set<string>();
  for (const file of files) {
    const text = await Deno.readTextFile(`${PROJECT}/${file}`);
    for (const [, line] of text.matchAll(/^\/\/ (Copyright .*)$/gm)) {
      lines.add(line ?? "");
    }
  }
  const others = [...lines].filter((line) => !/\bMIT license\.$/.test(line));
  if (lines.size === 0 || others.length > 0) {
    throw new Error(`${name}: a copyright without the MIT license: ${others}`);
  }
  return `MIT License\n\n${[...lines].sort().join("\n")}\n\n${MIT}`;
}

async function ofFiles({ name, folder }: BundledPackage): Promise<string> {
  const texts: string[] = [];
  const names = (await Array.fromAsync(Deno.readDir(`${PROJECT}/${folder}`)))
    .map((entry) => entry.name)
    .filter((file) => /^(?:licen[cs]e|copying|notice)(?:\.\w+)?$/i.test(file));
  for (const file of names.sort()) {
    const text = await Deno.readTextFile(`${PROJECT}/${folder}/${file}`);
    texts.push(text.replaceAll("\r\n", "\n").trim());
  }
  if (texts.length > 0) return texts.join("\n\n");
  const { license } = await manifest(folder);
  if (license !== "Apache-2.0") {
    throw new Error(`${name} has no file with its licence (${license})`);
  }
  return `Apache License 2.0, as the package.json of each says. They have no file with
the text; it is that of this project's LICENSE.`;
}
