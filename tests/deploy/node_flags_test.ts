/**
 * How `node.sh` puts the flags into the file that the unit reads.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  FLAGS,
  FOLDER,
  KIND_DEFAULT,
  KIND_PROPERTIES,
  KUBEADM_FLAGS,
} from "./fake_node.ts";
import { inEachShell } from "./shells.ts";
import { argumentsOf, variablesOf } from "./systemd_environment.ts";

const ENV = "/etc/default/kubelet";
const SYSCONFIG = "/etc/sysconfig/kubelet";
const KUBEADM = "/var/lib/kubelet/kubeadm-flags.env";
const OURS = FLAGS.split(" ");

/** Texts of the file, and the arguments that systemd 252 makes of them. */
const MERGES: Record<string, { text: string; before: string[] }> = {
  "Kind's own value, without a line feed at the end": {
    text: KIND_DEFAULT,
    before: ["--runtime-cgroups=/system.slice/containerd.service"],
  },
  "the empty value of the Debian package": {
    text: "KUBELET_EXTRA_ARGS=\n",
    before: [],
  },
  "an empty value in quotes": { text: 'KUBELET_EXTRA_ARGS=""\n', before: [] },
  "an empty value in single quotes": {
    text: "KUBELET_EXTRA_ARGS=''",
    before: [],
  },
  "an empty file": { text: "", before: [] },
  "only blanks behind the sign": {
    text: "KUBELET_EXTRA_ARGS=  \n",
    before: [],
  },
  "double quotes": {
    text: 'KUBELET_EXTRA_ARGS="--v=2 --node-ip=::1"\n',
    before: ["--v=2", "--node-ip=::1"],
  },
  "single quotes": {
    text: "KUBELET_EXTRA_ARGS='--v=2 --node-ip=::1'\n",
    before: ["--v=2", "--node-ip=::1"],
  },
  "single quotes around values inside double quotes": {
    text: `KUBELET_EXTRA_ARGS="'--v=2' --node-ip='::1'"\n`,
    before: ["--v=2", "--node-ip=::1"],
  },
  "an argument with a space, in escaped quotes": {
    text: 'KUBELET_EXTRA_ARGS="--node-labels=\\"a b\\" --v=2"\n',
    before: ["--node-labels=a b", "--v=2"],
  },
  "an argument with a space, in single quotes": {
    text: `KUBELET_EXTRA_ARGS="--node-labels='a b' --v=2"\n`,
    before: ["--node-labels=a b", "--v=2"],
  },
  "a variable and a specifier": {
    text: 'KUBELET_EXTRA_ARGS="--root-dir=$HOME --x=%n"\n',
    before: ["--root-dir=$HOME", "--x=%n"],
  },
  "a backslash": {
    text: "KUBELET_EXTRA_ARGS=--x=a\\tb\n",
    before: ["--x=atb"],
  },
  "a quote that is never closed": {
    text: 'KUBELET_EXTRA_ARGS="--x=\'a --v=2"\n',
    before: ["--x=a --v=2"],
  },
  "two assignments": {
    text: "KUBELET_EXTRA_ARGS=--v=2\nKUBELET_EXTRA_ARGS=--v=4\n",
    before: ["--v=4"],
  },
  "a value that names itself": {
    text: 'KUBELET_EXTRA_ARGS="$KUBELET_EXTRA_ARGS --v=2"\n',
    before: ["$KUBELET_EXTRA_ARGS", "--v=2"],
  },
  "CRLF": {
    text: '# Windows\r\nKUBELET_EXTRA_ARGS="--v=2"\r\nOTHER=1\r\n',
    before: ["--v=2"],
  },
  "CRLF without quotes": {
    text: "KUBELET_EXTRA_ARGS=--v=2\r\nOTHER=1\r\n",
    before: ["--v=2"],
  },
  "comments, blank lines and other variables": {
    text:
      "# KUBELET_EXTRA_ARGS=--no\n\n; KUBELET_EXTRA_ARGS=--no\nOTHER_KUBELET_EXTRA_ARGS=--no\n  KUBELET_EXTRA_ARGS = --v=2  \nLAST=x",
    before: ["--v=2"],
  },
  "only comments, the last of which goes on": {
    text: "# first\n# last \\\n",
    before: [],
  },
  "a value over two lines": {
    text: "KUBELET_EXTRA_ARGS=--v=2 \\\n  --node-ip=::1\n",
    before: ["--v=2", "--node-ip=::1"],
  },
  "a value over two lines in quotes": {
    text: 'KUBELET_EXTRA_ARGS="--v=2 \\\n--node-ip=::1"\nOTHER=1\n',
    before: ["--v=2", "--node-ip=::1"],
  },
  "a comment that goes on in another one": {
    text: "# first \\\n# second\nKUBELET_EXTRA_ARGS=--v=2\n",
    before: ["--v=2"],
  },
  "lines that end in a carriage return alone": {
    text: "# first\rKUBELET_EXTRA_ARGS=--v=2\rOTHER=1\r",
    before: ["--v=2"],
  },
  "a comment with a backslash before a carriage return and a line feed": {
    text: "# first \\\r\nKUBELET_EXTRA_ARGS=--v=2\r\n",
    before: ["--v=2"],
  },
  "an assignment inside the quotes of another variable": {
    text: 'OTHER="\nKUBELET_EXTRA_ARGS=--no\n"\nKUBELET_EXTRA_ARGS=--v=2\n',
    before: ["--v=2"],
  },
  "letters of two bytes": {
    text: "# für den Knoten – größer\nKUBELET_EXTRA_ARGS=--v=2\n",
    before: ["--v=2"],
  },
};

for (const [name, { text, before }] of Object.entries(MERGES)) {
  inEachShell(
    `node.sh install: keeps the arguments of ${name}, and uninstall every byte`,
    (withNode) =>
      withNode({ standIn: true, files: { [ENV]: text } }, async (node) => {
        assertEquals(argumentsIn(text), before, "the model of systemd");
        const first = await node.snapshot();
        const { code, stderr } = await node.install();
        assertEquals([code, stderr], [0, ""]);
        const merged = await node.read(ENV) ?? "";
        assertEquals(argumentsIn(merged), [...OURS, ...before]);
        assertMatch((await node.install()).stdout, /nothing to do/);
        // Nothing but an insertion.
        const merges = [
          merged.replace(`${FLAGS} `, ""),
          merged.replace(FLAGS, ""),
          merged.replace(`KUBELET_EXTRA_ARGS="${FLAGS}"\n`, ""),
        ];
        assert(merges.includes(text), merged);
        const { code: undone } = await node.run(["uninstall"]);
        assertEquals(undone, 0);
        assertEquals(await node.snapshot(), first);
      }),
  );
}

const SWALLOWING: Record<string, string> = {
  "before the assignment": "# see \\\nKUBELET_EXTRA_ARGS=--v=2\n",
  "and another one before the assignment":
    "# see \\\n# and \\\nKUBELET_EXTRA_ARGS=--v=2\n",
  "and a carriage return before the assignment":
    "# see \\\rKUBELET_EXTRA_ARGS=--v=2\r",
  "before a quote that holds the assignment":
    '# see \\\nX="\nKUBELET_EXTRA_ARGS=--v=2\n"\n',
};

for (const [name, text] of Object.entries(SWALLOWING)) {
  inEachShell(
    `node.sh install: a comment that ends in a backslash ${name} is refused`,
    (withNode) =>
      withNode({ standIn: true, files: { [ENV]: text } }, async (node) => {
        const first = await node.snapshot(true);
        const { code, stderr } = await node.install();
        assertEquals(code, 3);
        assertMatch(stderr, /backslash/);
        assertEquals(await node.snapshot(true), first);
      }),
  );
}

inEachShell(
  "node.sh install: makes the file where the unit reads one that is not there, and uninstall removes it",
  (withNode) =>
    withNode({ standIn: true, files: { [ENV]: undefined } }, async (node) => {
      const first = await node.snapshot();
      assertEquals((await node.install()).code, 0);
      assertEquals(argumentsIn(await node.read(ENV) ?? ""), OURS);
      assertEquals(await node.read(KUBEADM), KUBEADM_FLAGS);
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.snapshot(), first);
    }),
);

inEachShell(
  "node.sh install: takes /etc/sysconfig/kubelet where the unit reads that",
  (withNode) =>
    withNode({
      standIn: true,
      files: { [ENV]: "UNREAD=1\n", [SYSCONFIG]: "KUBELET_EXTRA_ARGS=\n" },
      properties: KIND_PROPERTIES.map((it) => it.replace(ENV, SYSCONFIG)),
    }, async (node) => {
      assertEquals((await node.install()).code, 0);
      assertEquals(argumentsIn(await node.read(SYSCONFIG) ?? ""), OURS);
      assertEquals(await node.read(ENV), "UNREAD=1\n");
    }),
);

inEachShell(
  "node.sh install: takes the last file that sets the variable, for it is the one that counts",
  (withNode) =>
    withNode({
      standIn: true,
      files: { "/etc/kubelet.env": "KUBELET_EXTRA_ARGS=--v=4\n" },
      properties: KIND_PROPERTIES.flatMap((it) =>
        it.includes(ENV)
          ? [it, "EnvironmentFiles=/etc/kubelet.env (ignore_errors=no)"]
          : [it]
      ),
    }, async (node) => {
      assertEquals((await node.install()).code, 0);
      assertEquals(argumentsIn(await node.read("/etc/kubelet.env") ?? ""), [
        ...OURS,
        "--v=4",
      ]);
      assertEquals(await node.read(ENV), KIND_DEFAULT);
    }),
);

inEachShell(
  "node.sh install: takes kubeadm-flags.env only where the unit reads no file for people",
  (withNode) =>
    withNode({
      standIn: true,
      files: { [ENV]: undefined },
      properties: KIND_PROPERTIES.filter((it) => !it.includes(ENV)),
    }, async (node) => {
      assertEquals((await node.install()).code, 0);
      const text = await node.read(KUBEADM) ?? "";
      assertEquals(
        text,
        KUBEADM_FLAGS.replace('ARGS="', `ARGS="${FLAGS} `),
        "kubeadm wants the assignment first, and nothing else",
      );
      assertEquals((await node.run(["uninstall"])).code, 0);
      assertEquals(await node.read(KUBEADM), KUBEADM_FLAGS);
    }),
);

inEachShell(
  "node.sh install: refuses a variable of Environment=, which the file would hide",
  (withNode) =>
    withNode({
      standIn: true,
      files: { [ENV]: "# nothing\n" },
      properties: [...KIND_PROPERTIES, "Environment=KUBELET_EXTRA_ARGS=--v=2"],
    }, async (node) => {
      const first = await node.snapshot(true);
      const { code, stderr } = await node.install();
      assertEquals(code, 3);
      assertMatch(stderr, /Environment=/);
      assertEquals(await node.snapshot(true), first);
    }),
);

inEachShell(
  "node.sh install: refuses a unit that takes no flags from a file, with what to do",
  (withNode) =>
    withNode({
      standIn: true,
      files: { [ENV]: undefined },
      properties: [
        "RestartUSec=10s",
        "ExecStart={ path=/usr/bin/kubelet ; argv[]=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml ; }",
      ],
    }, async (node) => {
      const { code, stderr } = await node.install();
      assertEquals(code, 3);
      assertMatch(stderr, /ExecStart/);
      assertMatch(stderr, /--files-only/);
    }),
);

for (
  const [name, text] of Object.entries({
    "in the file": `KUBELET_EXTRA_ARGS="--v=2 ${FLAGS}"\n`,
    "in the file, in single quotes": `KUBELET_EXTRA_ARGS="${
      FLAGS.replaceAll(/=(\S+)/g, "='$1'")
    }"\n`,
  })
) {
  inEachShell(
    `node.sh install: sets no second pair where ours is there already, ${name}`,
    (withNode) =>
      withNode({ standIn: true, files: { [ENV]: text } }, async (node) => {
        assertEquals((await node.install()).code, 0);
        assertEquals(await node.read(ENV), text);
      }),
  );
}

inEachShell(
  "node.sh uninstall: takes out only both flags where the file was changed after the installation",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      assertEquals((await node.install()).code, 0);
      const merged = await node.read(ENV) ?? "";
      await node.write(ENV, `# mine\n${merged} --v=4\n`);
      const { code, stdout } = await node.run(["uninstall"]);
      assertEquals(code, 0, stdout);
      assertEquals(await node.read(ENV), `# mine\n${KIND_DEFAULT} --v=4\n`);
      assertEquals(await node.read(`${FOLDER}/kubelet.yaml`), undefined);
    }),
);

for (
  const [name, change, expected] of [
    [
      "moved apart and to the end",
      (flags: string[]) =>
        `KUBELET_EXTRA_ARGS="${flags[1]} --v=4 ${flags[0]}"\n`,
      'KUBELET_EXTRA_ARGS="--v=4"\n',
    ],
    [
      "into lines that end in a carriage return alone",
      (flags: string[]) =>
        `# ${flags[0]}\rKUBELET_EXTRA_ARGS="--v=4 ${flags.join(" ")}"\rX=1`,
      `# ${OURS[0]}\rKUBELET_EXTRA_ARGS="--v=4"\rX=1`,
    ],
    [
      "alone with CRLF",
      (flags: string[]) => `KUBELET_EXTRA_ARGS=${flags.join(" ")}\r\nX=1\r\n`,
      "KUBELET_EXTRA_ARGS=\r\nX=1\r\n",
    ],
  ] as const
) {
  inEachShell(
    `node.sh uninstall: takes out flags that a person has ${name}`,
    (withNode) =>
      withNode({ standIn: true }, async (node) => {
        assertEquals((await node.install()).code, 0);
        await node.write(ENV, change(OURS));
        const { code, stderr } = await node.run(["uninstall"]);
        assertEquals([code, stderr], [0, ""]);
        assertEquals(await node.read(ENV), expected);
      }),
  );
}

inEachShell(
  "node.sh uninstall: a line of its own goes as a whole, also from a changed file",
  (withNode) =>
    withNode(
      { standIn: true, files: { [ENV]: "# nothing\n" } },
      async (node) => {
        assertEquals((await node.install()).code, 0);
        await node.write(ENV, `${await node.read(ENV)}# more\n`);
        assertEquals((await node.run(["uninstall"])).code, 0);
        assertEquals(await node.read(ENV), "# nothing\n# more\n");
      },
    ),
);

inEachShell(
  "node.sh uninstall: leaves everything while flags that it has not set name its files",
  (withNode) =>
    withNode({ standIn: true }, async (node) => {
      assertEquals((await node.install("--files-only")).code, 0);
      await node.write(ENV, `KUBELET_EXTRA_ARGS="${FLAGS}"\n`);
      const first = await node.snapshot(true);
      const { code, stderr } = await node.run(["uninstall"]);
      assertEquals(code, 3);
      assertMatch(stderr, /take them out first/);
      assertEquals(await node.snapshot(true), first);
    }),
);

function argumentsIn(text: string): readonly string[] {
  return argumentsOf(variablesOf(text).get("KUBELET_EXTRA_ARGS") ?? "");
}
