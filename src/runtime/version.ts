/**
 * The version of the program, and what it was built from and with.
 * @module
 */

/** Written into the program by the build; a run from source has none. */
declare const BUILD: {
  readonly version: string;
  readonly commit: string;
  readonly base: string;
} | undefined;

/** The version alone; `source` where the program was not built. */
export function versionNumber(): string {
  return typeof BUILD === "undefined" ? "source" : BUILD.version;
}

/** The commit that it was built from; `source` where the program was not built. */
export function commitName(): string {
  return typeof BUILD === "undefined" ? "source" : BUILD.commit;
}

/** The line of `--version`. */
export function versionText(): string {
  if (typeof BUILD === "undefined") {
    return `registry-credential-provider from source (Deno ${Deno.version.deno})\n`;
  }
  const { version, commit, base } = BUILD;
  return `registry-credential-provider ${version} (commit ${commit}, ${Deno.build.target}, Deno ${Deno.version.deno}, base ${base})\n`;
}
