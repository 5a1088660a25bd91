/**
 * One program under several names of the kubelet's config: each run answers the
 * rules of its own entry.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { ENTRY_RULES } from "../kit/entry_rules.ts";
import { keyOf } from "../kit/jwt/openssl.ts";
import { execute, linkProgram, program, withFiles } from "../kit/program.ts";

const TOKEN = `header.${
  btoa(JSON.stringify({
    aud: ["registry.example.com"],
    "kubernetes.io": { namespace: "apps", serviceaccount: { name: "web" } },
  }))
}.signature`;

interface Node {
  readonly folder: string;
  /** The names and arguments of the entries, as the program writes them. */
  readonly entries: readonly {
    readonly name: string;
    readonly args: readonly string[];
    readonly tokenAttributes?: unknown;
  }[];
}

async function withNode(test: (node: Node) => Promise<void>): Promise<void> {
  await withFiles({ "key.pem": await keyOf("P-256") }, async (folder) => {
    const path = `${folder}/registries.yaml`;
    await Deno.writeTextFile(path, ENTRY_RULES.replaceAll("FOLDER", folder));
    const { stdout } = await program(["kubelet-config", `--config=${path}`]);
    const { providers } = parse(stdout) as { providers: Node["entries"] };
    const own = "registry-credential-provider";
    await linkProgram(`${folder}/${own}`);
    for (const { name } of providers) {
      if (name !== own) await Deno.symlink(own, `${folder}/${name}`);
    }
    await test({ folder, entries: providers });
  });
}

function ask(image: string, withToken: boolean): string {
  return JSON.stringify({
    kind: "CredentialProviderRequest",
    apiVersion: "credentialprovider.kubelet.k8s.io/v1",
    image,
    ...withToken && { serviceAccountToken: TOKEN },
  });
}

Deno.test("of all entries, each run through its link, exactly that of the first rule answers", async () => {
  await withNode(async ({ folder, entries }) => {
    assertEquals(entries.length, 3);
    const table = [
      ["registry.example.com/public/app", "public"],
      ["registry.example.com/app", "node"],
      ["quay.example.com/app", "all"],
    ] as const;
    for (const [image, username] of table) {
      const users: string[] = [];
      for (const { name, args, tokenAttributes } of entries) {
        const stdin = ask(image, tokenAttributes !== undefined);
        const run = await execute(`${folder}/${name}`, args, { stdin });
        assertEquals([run.code, run.stderr], [0, ""], name);
        const { auth, cacheDuration } = JSON.parse(run.stdout);
        const found = Object.values<{ username: string }>(auth);
        users.push(...found.map((one) => one.username));
        // The kubelet would keep an empty answer, and with it the wrong one.
        if (found.length === 0) assertEquals(cacheDuration, "0s");
      }
      assertEquals(users, [username], image);
    }
  });
});

Deno.test("a run without a word of its entry answers every rule, as before there were entries", async () => {
  await withNode(async ({ folder }) => {
    const args = [`--config=${folder}/registries.yaml`];
    for (const image of ["registry.example.com/app", "quay.example.com/app"]) {
      const run = await program(args, { stdin: ask(image, true) });
      assertEquals(run.code, 0, run.stderr);
      assertStringIncludes(run.stdout, '"username":');
    }
  });
});

Deno.test("a token for another audience is told with both, and is not in the line", async () => {
  await withNode(async ({ folder }) => {
    const run = await program(
      [`--config=${folder}/registries.yaml`, "--audience=aws.example.com"],
      { stdin: ask("ecr.example.com/app", true) },
    );
    assertEquals([run.code, run.stdout], [1, ""]);
    assertStringIncludes(
      run.stderr,
      "is for registry.example.com, and was not sent to AWS: the rule wants aws.example.com alone",
    );
    assert(!run.stderr.includes(TOKEN.split(".")[1] ?? ""), run.stderr);
  });
});

Deno.test("the options of an entry are checked as those of a person", async () => {
  const table = [
    [["--audience="], "--audience needs a value"],
    [["--audience=a", "--no-audience"], "cannot be used with --no-audience"],
    [["--cache-type=Token"], "--cache-type needs --audience"],
    [["--audience=a", "--cache-type=token"], "--cache-type must be one of"],
    [
      ["validate", "--no-audience"],
      "--no-audience cannot be used with validate",
    ],
  ] as const;
  for (const [args, says] of table) {
    const { code, stdout, stderr } = await program(args);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, says);
  }
});
