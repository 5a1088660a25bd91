/**
 * A clone of the project, in which a person works.
 * @module
 */
import { type Lab, must } from "./lab.ts";

// With what is not committed yet, and the times of the files: the tool chain that
// was set up here does for it, so nothing is fetched again.
const COPY = `mkdir -p "$1"
git ls-files -z | tar --null --files-from=- --create | tar --extract --directory="$1"
for name in node_modules vendor; do
  [ ! -d "$name" ] || cp -a "$name" "$1/"
done
ln -s "$PWD/.toolchain" "$1/.toolchain"`;

/** Runs a test with a clone in a folder of that name, as git calls it. */
export async function withClone(
  lab: Lab,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir({ dir: lab.folder });
  const folder = `${parent}/registry-credential-provider`;
  try {
    await must(lab, ["sh", "-e", "-c", COPY, "sh", folder]);
    await test(folder);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}
