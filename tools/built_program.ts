/**
 * What a program in `dist` is: its checksum, and that of its base.
 * @module
 */
import { TARGETS } from "./compile.ts";
import { PROJECT } from "./paths.ts";
import type { BuiltProgram } from "./sbom_text.ts";
import { readCompiledProgram } from "./toolchain/compiled_program.mjs";

/** Every program that was built, by name of its architecture. */
export async function builtPrograms(): Promise<readonly BuiltProgram[]> {
  const programs: BuiltProgram[] = [];
  for (const [arch, target] of Object.entries(TARGETS)) {
    const name = `registry-credential-provider-linux-${arch}`;
    const path = `${PROJECT}/dist/${name}`;
    const file = await Deno.readFile(path).catch(() => undefined);
    if (file === undefined) continue;
    programs.push({
      name,
      target,
      sha256: await sha256(file),
      baseSha256: await sha256(
        new Uint8Array(readCompiledProgram(path).denort),
      ),
    });
  }
  return programs;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
