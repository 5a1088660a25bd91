/**
 * What `make image` hands to docker or podman, and what it says where it cannot.
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import { execute, type Result, withFiles } from "../kit/program.ts";

const ARCH = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
const OTHER = ARCH === "amd64" ? "arm64" : "amd64";

// Notes its arguments, and what the folder holds that it is to build from.
const TOOL = `
printf '%s' "\${0##*/}" >>"$LOG"
for argument; do printf ' %s' "$argument" >>"$LOG"; last=$argument; done
printf '\\n' >>"$LOG"
if [ "$1" = image ]; then echo "$BASE_ARCH"; fi
if [ "$1" = build ]; then
  cd "$last"
  stat -c '%a %n' * >>"$LOG"
  cat registry-credential-provider >>"$LOG"
fi`;

Deno.test("deploy/image.sh: builds from the program of the architecture, with the modes of the image", () =>
  withProject(async ({ image, tool }) => {
    await tool("docker", TOOL);
    const { code, stdout, log } = await image({
      IMAGE: "r.example/i:1",
      BASE_ARCH: ARCH,
    });
    assertEquals(code, 0);
    const [build = "", ...more] = log;
    assertEquals(
      build,
      `docker build --platform linux/${ARCH} --build-arg BASE=debian:trixie-slim --tag r.example/i:1 --file deploy/Dockerfile dist/image-${ARCH}`,
    );
    assertEquals(more.slice(0, 4), [
      "755 entrypoint.sh",
      "755 node.sh",
      "755 registry-credential-provider",
      `program for ${ARCH}`,
    ]);
    // On its own architecture it asks the image for the commands.
    assertMatch(more[5] ?? "", /^docker run --rm --network none /);
    assertEquals(
      stdout,
      `image: r.example/i:1 for linux/${ARCH} on debian:trixie-slim\n`,
    );
  }));

Deno.test("deploy/image.sh: BASE, ARCH and podman, without running what is of another architecture", () =>
  withProject(async ({ image, tool, folder }) => {
    await tool("podman", TOOL);
    const { code, log } = await image({
      BASE: "b.example/base:2",
      ARCH: OTHER,
      BASE_ARCH: OTHER,
    });
    assertEquals(code, 0);
    const { version } = JSON.parse(
      await Deno.readTextFile(`${PROJECT}/deno.json`),
    );
    assertEquals(
      log[0],
      `podman build --platform linux/${OTHER} --build-arg BASE=b.example/base:2 --tag registry-credential-provider-installer:${version} --file deploy/Dockerfile dist/image-${OTHER}`,
    );
    assertEquals(log[4], `program for ${OTHER}`);
    assertEquals(
      log.slice(5).filter((line) => !line.startsWith("podman image inspect ")),
      [],
    );
    // Nothing of the context stays beside what was built.
    for await (const { name } of Deno.readDir(`${folder}/dist`)) {
      assertMatch(name, /^(?:registry-credential-provider-linux-.*|node\.sh)$/);
    }
  }));

Deno.test("deploy/image.sh: says so where neither docker nor podman is there, or TOOL is not", () =>
  withProject(async ({ image }) => {
    const none = await image({});
    assertEquals(none.code, 1);
    assertEquals(
      none.stderr,
      "image: neither docker nor podman is on PATH: install one of them, or name another with TOOL\n",
    );
    const other = await image({ TOOL: "nerdctl" });
    assertEquals(other.code, 1);
    assertEquals(other.stderr, "image: TOOL=nerdctl is not on PATH\n");
  }));

Deno.test("deploy/image.sh: says which program is missing, which base does not do, and that a build failed", () =>
  withProject(async ({ image, tool, folder }) => {
    await tool(
      "docker",
      `[ "$1" != run ] && { [ "$1" = build ] || echo ${ARCH}; }`,
    );
    const base = await image({ BASE: "b.example/base:2" });
    assertEquals(base.code, 1);
    assertMatch(
      base.stderr,
      /b\.example\/base:2 does not do as a base: it needs .*nsenter/,
    );
    await tool("docker", "exit 1");
    const failed = await image({ BASE: "b.example/base:2", IMAGE: "i" });
    assertEquals(failed.code, 1);
    assertMatch(
      failed.stderr,
      /docker could not build i.*b\.example\/base:2 is not to be had, give BASE/,
    );
    await Deno.remove(
      `${folder}/dist/registry-credential-provider-linux-${ARCH}`,
    );
    const missing = await image({});
    assertEquals(missing.code, 1);
    assertMatch(missing.stderr, new RegExp(`run make build ARCH=${ARCH}\n$`));
    await Deno.remove(`${folder}/dist/node.sh`);
    await Deno.writeTextFile(
      `${folder}/dist/registry-credential-provider-linux-${ARCH}`,
      "program\n",
    );
    const { code, stderr } = await image({});
    assertEquals(code, 1);
    assertMatch(stderr, /^image: dist\/node\.sh is missing: run make build /);
  }));

Deno.test("deploy/image.sh: refuses a base of another architecture", () =>
  withProject(async ({ image, tool }) => {
    await tool("docker", TOOL);
    const { code, stderr } = await image({
      ARCH: OTHER,
      BASE: "b.example/base:2",
      BASE_ARCH: ARCH,
    });
    assertEquals(code, 1);
    assertEquals(
      stderr,
      `image: b.example/base:2 is for ${ARCH}, not for ${OTHER}: give a BASE that is for linux/${OTHER}\n`,
    );
  }));

Deno.test("deploy/Dockerfile: runs nothing while it is built, so that another architecture can be built", async () => {
  const text = await Deno.readTextFile(`${PROJECT}/deploy/Dockerfile`);
  const words = text.split("\n").filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => line.split(" ")[0]);
  assertEquals(words, ["ARG", "FROM", "COPY", "USER", "ENTRYPOINT", "CMD"]);
  assertMatch(text, /^ARG BASE=debian:trixie-slim\nFROM \$\{BASE\}$/m);
});

interface Project {
  readonly folder: string;
  /** Puts a container tool on PATH. */
  tool(name: string, script: string): Promise<void>;
  /** Runs the script; its result, and what the tool noted. */
  image(
    env: Record<string, string>,
  ): Promise<Result & { readonly log: readonly string[] }>;
}

// The part of the project that the script needs, and a PATH without docker.
function withProject(test: (project: Project) => Promise<void>): Promise<void> {
  return withFiles({}, async (folder) => {
    for (const path of ["bin", "dist", "deploy/daemonset"]) {
      await Deno.mkdir(`${folder}/${path}`, { recursive: true });
    }
    for (
      const path of [
        "deno.json",
        "deploy/Dockerfile",
        "deploy/image.sh",
        "deploy/daemonset/entrypoint.sh",
      ]
    ) await Deno.copyFile(`${PROJECT}/${path}`, `${folder}/${path}`);
    await Deno.writeTextFile(`${folder}/dist/node.sh`, "#!/bin/sh\n");
    for (const arch of ["amd64", "arm64"]) {
      const name = `registry-credential-provider-linux-${arch}`;
      await Deno.writeTextFile(
        `${folder}/dist/${name}`,
        `program for ${arch}\n`,
      );
    }
    for (
      const name of [
        "dirname",
        "uname",
        "sed",
        "rm",
        "mkdir",
        "install",
        "stat",
        "cat",
      ]
    ) {
      await Deno.writeTextFile(
        `${folder}/bin/${name}`,
        `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`,
        { mode: 0o755 },
      );
    }
    await test({
      folder,
      tool: (name, script) =>
        Deno.writeTextFile(`${folder}/bin/${name}`, `#!/bin/sh\n${script}\n`, {
          mode: 0o755,
        }),
      image: async (env) => {
        const LOG = `${folder}/log`;
        await Deno.writeTextFile(LOG, "");
        const result = await execute("/bin/sh", [`${folder}/deploy/image.sh`], {
          env: { PATH: `${folder}/bin`, LOG, ...env },
        });
        const log = (await Deno.readTextFile(LOG)).split("\n").filter((line) =>
          line
        );
        return { ...result, log };
      },
    });
  });
}
