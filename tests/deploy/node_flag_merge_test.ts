/**
 * How `node.sh` puts the flags among the arguments that a file has already.
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FLAGS, KIND_DEFAULT } from "./fake_node.ts";
import { inEachShell } from "./shells.ts";
import { extraArgumentsIn } from "./systemd_environment.ts";

const ENV = "/etc/default/kubelet";

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
        assertEquals(extraArgumentsIn(text), before, "the model of systemd");
        const first = await node.snapshot();
        const { code, stderr } = await node.install();
        assertEquals([code, stderr], [0, ""]);
        const merged = await node.read(ENV) ?? "";
        assertEquals(extraArgumentsIn(merged), [...OURS, ...before]);
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
    { isOfTools: true },
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
