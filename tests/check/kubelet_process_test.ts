import { assertEquals } from "@std/assert";
import {
  isRancher,
  parseKubeletProcess,
} from "../../src/check/kubelet_process.ts";

const WORDS = ["/usr/bin/kubelet", "--a=b c", ""];
const CMDLINE = `${WORDS.join("\0")}\0`;
// A process name may hold anything, so the fields are counted from its last bracket.
const STAT =
  "4318 (a) S (b) S 4316 4316 21202 0 -1 4194304 137 0 0 0 0 0 0 0 20 0 1 0 653083 2990080 421\n";
const BOOT = "cpu  1 2 3\nbtime 1700000000\nprocesses 9\n";
const MOUNTS =
  "22 27 0:21 / /proc rw,relatime - proc proc rw\n27 1 8:1 / / rw shared:1 - ext4 /dev/a rw\n";

Deno.test("parseKubeletProcess() takes apart what cat prints, in any order of the files", () => {
  const expected = {
    words: WORDS,
    mounts: MOUNTS.trimEnd(),
    startedAt: 1_700_000_000_000 + 6_530_830,
  };
  for (
    const rest of [
      STAT + BOOT + MOUNTS,
      MOUNTS + STAT + BOOT,
      MOUNTS + BOOT + STAT,
    ]
  ) {
    assertEquals(parseKubeletProcess(CMDLINE + rest), expected);
  }
});

Deno.test("parseKubeletProcess() needs nothing but a command line", () => {
  const expected = { words: WORDS, mounts: undefined, startedAt: undefined };
  assertEquals(parseKubeletProcess(CMDLINE), expected);
  assertEquals(parseKubeletProcess(CMDLINE + STAT), expected);
  for (const text of ["", "\0", STAT, "kubelet --a"]) {
    assertEquals(parseKubeletProcess(text), undefined);
  }
});

Deno.test("isRancher() knows k3s and RKE2 as they write themselves", () => {
  const table: readonly (readonly [string, boolean])[] = [
    ["/usr/local/bin/k3s server", true],
    ["/usr/local/bin/rke2", true],
    ["/usr/bin/kubelet", false],
    ["/k3s/kubelet", false],
  ];
  for (const [word, expected] of table) {
    const process = { words: [word], mounts: undefined, startedAt: undefined };
    assertEquals(isRancher(process), expected, word);
  }
});
