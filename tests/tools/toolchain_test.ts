/**
 * How the tool chain is found: which way it takes, and what it says where it
 * cannot take any.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../tools/paths.ts";
import pins from "../../tools/toolchain/pins.json" with { type: "json" };
import { execute } from "../kit/program.ts";
import { onlyThese, type Sandbox, withSandbox } from "../kit/sandbox.ts";

/** What toolchain.sh itself calls, beside what a case adds. */
const BASICS = [
  "cat",
  "dirname",
  "find",
  "head",
  "ln",
  "mkdir",
  "sed",
  "sort",
];

/** The oldest Deno that the tests run on; `pins.json` names it for everybody. */
const MINIMUM = pins.deno.minimum;

const deno = (version: string) =>
  `echo 'deno ${version} (stable, release, x86_64-unknown-linux-gnu)'`;
const UNSUPPORTED = "case $1 in -s) echo Linux ;; *) echo riscv64 ;; esac";
const X86_64 = "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac";
const NO_PINNED =
  `toolchain: no pinned Deno for Linux riscv64: put Deno ${MINIMUM} or newer on PATH (https://deno.com) and give NETWORK=open\n`;

/** A Node that has everything already, where `from_npm.mjs` would fetch it. */
async function fakeNode({ fake, folder }: Sandbox): Promise<void> {
  await fake("pinned-deno", deno(MINIMUM));
  await fake(
    "node",
    `case $2 in deno) echo ${folder}/bin/pinned-deno ;; jsr) mkdir -p "$3/jsr.io" ;; esac`,
  );
  await fake("uname", X86_64);
}

Deno.test("a NETWORK that is not known is refused", async () => {
  await withSandbox(async ({ toolchain }) => {
    assertEquals(await toolchain({ NETWORK: "bogus" }), {
      code: 1,
      stdout: "",
      stderr: "toolchain: NETWORK=bogus is not known: use auto, open or npm\n",
    });
  });
});

Deno.test("a machine without a pinned Deno gets a sentence that says what to do", async () => {
  await withSandbox(async ({ fake, toolchain }) => {
    await fake("uname", UNSUPPORTED);
    const result = await toolchain({ NETWORK: "npm" });
    assertEquals(result, { code: 1, stdout: "", stderr: NO_PINNED });
  });
});

for (const version of [MINIMUM, "2.9.40", "2.10.0"]) {
  Deno.test(`NETWORK=open takes Deno ${version} from PATH`, async () => {
    await withSandbox(async ({ fake, folder, toolchain }) => {
      await fake("deno", deno(version));
      const { code, stderr } = await toolchain({ NETWORK: "open" });
      assertEquals([code, stderr], [
        0,
        `toolchain: open (NETWORK=open was given): Deno ${version} from PATH, JSR modules and compile base fetched by Deno\n`,
      ]);
      const link = await Deno.readLink(`${folder}/.toolchain/bin/deno`);
      assertEquals(link, `${folder}/bin/deno`);
    });
  });
}

for (const version of ["2.9.3", "2.7.11", "1.46.3", "3.0.0"]) {
  Deno.test(`NETWORK=open does not take Deno ${version} from PATH`, async () => {
    await withSandbox(async ({ fake, toolchain }) => {
      await fake("deno", deno(version));
      await fake("uname", UNSUPPORTED); // so that it goes no further
      const { code, stderr } = await toolchain({ NETWORK: "open" });
      assertEquals([code, stderr], [1, NO_PINNED]);
    });
  });
}

Deno.test("a pinned Deno that does not run here is refused", async () => {
  await withSandbox(async (sandbox) => {
    await fakeNode(sandbox);
    await sandbox.fake("pinned-deno", "exit 127");
    const { code, stderr } = await sandbox.toolchain({ NETWORK: "npm" });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "does not run on this machine or is not Deno");
  });
});

const HOSTS = ["https://jsr.io/", "https://dl.deno.land/"] as const;
const [JSR, BASE] = [
  "JSR does not answer",
  "the Deno download host does not answer",
];

for (
  const [what, failing, reason] of [
    ["neither host answers", HOSTS, `npm (${JSR}, ${BASE})`],
    ["JSR does not answer", [HOSTS[0]], `npm (${JSR})`],
    ["the download host does not answer", [HOSTS[1]], `npm (${BASE})`],
    ["both answer", [], "open (JSR and the Deno download host answer)"],
  ] as const
) {
  Deno.test(`NETWORK=auto decides where ${what}, and waits four seconds at most for each`, async () => {
    await withSandbox(async (sandbox) => {
      await fakeNode(sandbox);
      await sandbox.fake("deno", deno(MINIMUM));
      const patterns = failing.map((host) => `*${host}*) exit 28 ;;`).join(" ");
      await sandbox.fake(
        "curl",
        `echo "$*" >>${sandbox.folder}/calls; case "$*" in ${patterns} *) exit 0 ;; esac`,
      );
      const { code, stderr } = await sandbox.toolchain({ NETWORK: "auto" });
      assertEquals(code, 0, stderr);
      assertStringIncludes(
        stderr,
        `toolchain: ${reason}: Deno ${MINIMUM} from `,
      );

      const calls = await Deno.readTextFile(`${sandbox.folder}/calls`);
      const lines = calls.trimEnd().split("\n");
      assertEquals(lines.length, 2);
      for (const host of HOSTS) {
        assertEquals(lines.filter((line) => line.includes(host)).length, 1);
      }
      const limited = lines.filter((line) => line.includes("--max-time 4 "));
      assertEquals(limited.length, 2);
    });
  });
}

for (
  const [missing, network, says] of [
    [
      "curl",
      "auto",
      "curl is missing, so the network cannot be tried: install curl, or give NETWORK=open or NETWORK=npm",
    ],
    [
      "node",
      "npm",
      `node is missing: install nodejs, npm and tar, or put Deno ${MINIMUM} or newer on PATH (https://deno.com)`,
    ],
    [
      "npm",
      "npm",
      `npm is missing: install nodejs, npm and tar, or put Deno ${MINIMUM} or newer on PATH (https://deno.com)`,
    ],
  ] as const
) {
  Deno.test(`without ${missing} it says so, and stops`, async () => {
    await withSandbox(async ({ folder, toolchain }) => {
      const others = ["tar", "uname", "npm", "curl"]
        .filter((name) => name !== missing);
      // Without Node nothing can be fetched, whatever goes wrong here.
      if (missing === "npm") others.push("node");
      const PATH = await onlyThese(`${folder}/few`, [...BASICS, ...others]);
      assertEquals(await toolchain({ NETWORK: network, PATH }), {
        code: 1,
        stdout: "",
        stderr: `toolchain: ${says}\n`,
      });
    });
  });
}

Deno.test("a tool chain that is set up is used again, until a pin changes", async () => {
  await withSandbox(async (sandbox) => {
    await fakeNode(sandbox);
    const env = { NETWORK: "npm" };
    const first = await sandbox.toolchain(env);
    assertStringIncludes(
      first.stderr,
      "toolchain: npm (NETWORK=npm was given)",
    );
    await sandbox.fake("curl", "exit 99"); // nobody asks any more
    const again = `toolchain: npm, set up before: Deno ${MINIMUM}`;
    for (const network of ["npm", "auto"]) {
      const { stderr } = await sandbox.toolchain({ NETWORK: network });
      assertStringIncludes(stderr, again);
    }
    const later = new Date(Date.now() + 60_000);
    const pins = `${sandbox.folder}/tools/toolchain/pins.json`;
    await Deno.utime(pins, later, later);
    assertEquals((await sandbox.toolchain(env)).stderr, first.stderr);
  });
});

Deno.test("an architecture that no build is for is refused", async () => {
  const script = `${PROJECT}/tools/build.sh`;
  assertEquals(
    await execute("/bin/sh", [script, "riscv64", "/nowhere/x"], {
      env: { PATH: "/usr/bin:/bin" },
    }),
    {
      code: 1,
      stdout: "",
      stderr: "build: ARCH=riscv64 is not supported: use amd64 or arm64\n",
    },
  );
});
