/**
 * What a release publishes beside its packages, gathered by `make release-programs`
 * from the sources as they are: each program built twice, and one digest of both.
 * The packages need Go: `make e2e SUITES=packages` makes them.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { billCheck } from "../kit/cyclonedx.ts";
import { allCodeIn, blocksOf } from "../kit/markdown.ts";
import { execute, type Result, withFiles } from "../kit/program.ts";

const { version } = JSON.parse(await Deno.readTextFile(`${PROJECT}/deno.json`));
const NAME = "registry-credential-provider";
const HOST = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
const PAGE = await Deno.readTextFile(`${PROJECT}/docs/verify.md`);

/** What docs/verify.md tells to download. */
const FILES = [
  "LICENSE",
  "config.schema.json",
  "THIRD_PARTY_NOTICES",
  "node.sh",
  `${NAME}-${version}.cdx.json`,
  `${NAME}-linux-amd64`,
  `${NAME}-linux-arm64`,
];

Deno.test("make release-programs", async (t) => {
  await withFiles({}, async (folder) => {
    const clone = `${folder}/clone`;
    await commitOfTheSources(clone);
    const make = await sh(
      `make --no-print-directory release-programs NETWORK="$(cat .toolchain/network)"`,
      clone,
    );
    assertEquals(make.code, 0, make.stderr);
    const release = `${clone}/dist/release`;
    const digests = new Map<string, string>();
    for (
      const line of (await Deno.readTextFile(`${release}/SHA256SUMS`)).trimEnd()
        .split("\n")
    ) {
      digests.set(line.slice(66), line.slice(0, 64));
    }

    await t.step(
      "gathers these files, and SHA256SUMS has each of them",
      async () => {
        const names = (await Array.fromAsync(Deno.readDir(release)))
          .map(({ name }) => name);
        assertEquals(names.toSorted(), ["SHA256SUMS", ...FILES].toSorted());
        assertEquals([...digests.keys()].toSorted(), FILES.toSorted());
        for (const file of FILES) {
          const code = file.replace(version, "VERSION");
          assertStringIncludes(allCodeIn(PAGE), code);
        }
      },
    );

    await t.step("builds both programs twice, with one digest", () => {
      for (const arch of ["amd64", "arm64"]) {
        const digest = digests.get(`${NAME}-linux-${arch}`);
        const line = `${digest}  dist/${NAME}-linux-${arch}, built twice\n`;
        assertStringIncludes(make.stdout, line);
      }
    });

    await t.step(
      "gathers the program that can be run, of this version and commit",
      async () => {
        const { stdout } = await sh(
          `./${NAME}-linux-${HOST} --version`,
          release,
        );
        const commit =
          (await sh("git rev-parse --short=12 HEAD", clone)).stdout;
        const start = `${NAME} ${version} (commit ${commit.trimEnd()}, `;
        assertEquals(stdout.slice(0, start.length), start);
        assertEquals((await sh("sh node.sh --help", release)).code, 0);
      },
    );

    await t.step(
      "gathers the licence and the notices as they are in the sources",
      async () => {
        for (const file of ["LICENSE", "THIRD_PARTY_NOTICES"]) {
          assertEquals(
            await Deno.readTextFile(`${release}/${file}`),
            await Deno.readTextFile(`${PROJECT}/${file}`),
          );
        }
      },
    );

    await t.step(
      "gathers a bill of materials of these programs, with the time of the commit",
      async () => {
        const bill = JSON.parse(
          await Deno.readTextFile(`${release}/${NAME}-${version}.cdx.json`),
        );
        assertEquals((await billCheck())(bill), []);
        const { component, timestamp } = bill.metadata;
        assertEquals(component.version, version);
        const programs = component.components.map((
          { name, hashes }: { name: string; hashes: { content: string }[] },
        ) => [name, hashes[0]?.content]);
        assertEquals(
          programs,
          FILES.slice(-2).map((name) => [name, digests.get(name)]),
        );
        const { stdout } = await sh("git log -1 --format=%ct", clone);
        assertEquals(Date.parse(timestamp) / 1_000, Number(stdout));
      },
    );

    await t.step(
      "the documented check takes part of a release, and no changed file",
      async () => {
        const shown = blocksOf(PAGE).map(({ text }) => text).join("");
        const check = /^sha256sum .*--ignore-missing.*$/m.exec(shown)?.[0] ??
          "";
        await sh(`rm LICENSE node.sh ${NAME}-linux-arm64`, release);
        assertEquals((await sh(check, release)).code, 0);
        await sh(`printf x >>${NAME}-linux-amd64`, release);
        assertEquals((await sh(check, release)).code, 1);
      },
    );

    await t.step("refuses sources that differ from their commit", async () => {
      await Deno.writeTextFile(`${clone}/further`, "");
      const { code, stderr } = await sh("make release-programs", clone);
      assert(code !== 0);
      assertStringIncludes(stderr, "the folder differs from its commit");
    });
  });
});

/** A repository with one commit, of the sources as they are here, and the tools of this one. */
async function commitOfTheSources(folder: string): Promise<void> {
  const script = `
mkdir "$1"
git ls-files -coz --exclude-standard |
  while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\\0' "$file"; done |
  tar --null --files-from=- -cf - | tar -xf - -C "$1"
# A link is no folder for .gitignore.
ln -s "$PWD/.toolchain" "$1/.toolchain"
[ ! -d vendor ] || cp -R vendor "$1/vendor"
cd "$1"
git init --quiet
printf '%s\\n' .toolchain >.git/info/exclude
git add --all
git -c user.name=x -c user.email=x@example.com commit --quiet --message=x
git checkout --quiet --detach`;
  const { code, stderr } = await execute(
    "/bin/bash",
    ["-euc", script, "-", folder],
    { cwd: PROJECT, env: Deno.env.toObject() },
  );
  assertEquals(code, 0, stderr);
}

function sh(command: string, cwd: string): Promise<Result> {
  return execute("/bin/sh", ["-c", command], {
    cwd,
    env: Deno.env.toObject(),
  });
}
