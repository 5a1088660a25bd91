/**
 * `kubelet-config --merge-into`, `--remove-from` and
 * `--service-account-audience`: the kubelet's file as it was, but for our entries.
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml/parse";
import { config, program, withFiles } from "../kit/program.ts";
import files from "../testdata/kubelet_files.json" with { type: "json" };
import { assertFailure } from "../kit/failure.ts";

const CONFIG = config(`- name: ecr
  match: ["*.dkr.ecr.*.amazonaws.com"]
  ecr: { serviceAccount: { roleAnnotation: eks.amazonaws.com/role-arn } }
- name: hub
  match: [docker.io]
  static: { username: u, password: p }
`);
const OTHER = `# of the cloud
apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
- name: cloud
  apiVersion: credentialprovider.kubelet.k8s.io/v1
  matchImages: ["cloud.example.com"]
  defaultCacheDuration: 12h
  unknownHere: { a: [1, yes] }
`;

/** Runs `kubelet-config` with files; FOLDER stands for where they are. */
async function edit(
  text: string,
  args: readonly string[],
  test: (
    result: Awaited<ReturnType<typeof program>>,
    folder: string,
  ) => Promise<void> | void,
): Promise<void> {
  const files = { "registries.yaml": CONFIG, "kubelet.yaml": text };
  await withFiles(files, async (folder) => {
    const all = args.map((arg) => arg.replace("FOLDER", folder));
    const result = await program(["kubelet-config", ...all]);
    await test(result, folder);
    // The program only prints.
    assertEquals(await Deno.readTextFile(`${folder}/kubelet.yaml`), text);
  });
}

const INTO = [
  "--config=FOLDER/registries.yaml",
  "--merge-into=FOLDER/kubelet.yaml",
];

Deno.test("--merge-into adds our entries and keeps every byte of the rest", async () => {
  await edit(OTHER, INTO, async ({ code, stdout, stderr }, folder) => {
    assertEquals([code, stderr], [0, ""]);
    assertEquals(stdout.slice(0, OTHER.length), OTHER);
    const before = parse(OTHER) as { providers: unknown[] };
    assertEquals(parse(stdout), {
      ...before,
      providers: [...before.providers, {
        name: "registry-credential-provider",
        apiVersion: "credentialprovider.kubelet.k8s.io/v1",
        matchImages: ["docker.io"],
        defaultCacheDuration: "10m",
        args: [`--config=${folder}/registries.yaml`, "--no-audience"],
      }, {
        name: "registry-credential-provider-sts.amazonaws.com",
        apiVersion: "credentialprovider.kubelet.k8s.io/v1",
        matchImages: ["*.dkr.ecr.*.amazonaws.com"],
        defaultCacheDuration: "10m",
        args: [
          `--config=${folder}/registries.yaml`,
          "--audience=sts.amazonaws.com",
        ],
        tokenAttributes: {
          serviceAccountTokenAudience: "sts.amazonaws.com",
          cacheType: "ServiceAccount",
          requireServiceAccount: true,
          optionalServiceAccountAnnotationKeys: ["eks.amazonaws.com/role-arn"],
        },
      }],
    });
    // A second run changes nothing, and removing gives the bytes of before.
    const file = `${folder}/merged.yaml`;
    await Deno.writeTextFile(file, stdout);
    const own = `--config=${folder}/registries.yaml`;
    const again = ["kubelet-config", own, `--merge-into=${file}`];
    assertEquals(await program(again), { code: 0, stdout, stderr: "" });
    const out = await program(["kubelet-config", `--remove-from=${file}`]);
    assertEquals(out, { code: 0, stdout: OTHER, stderr: "" });
  });
});

/** A field that is not known may be of a newer kubelet. */
const NEWER = ["null as an unknown key", "a number as a key"];

Deno.test("--merge-into refuses what the kubelet refuses in the entries of others", async () => {
  const refused = files.filter(({ what, kubelet }) =>
    kubelet === "refuses" && !NEWER.includes(what)
  );
  for (const { what, text } of refused) {
    const others = text.replaceAll("registry-credential-provider", "other");
    await edit(others, INTO, ({ code, stdout, stderr }) => {
      assertEquals([code, stdout], [1, ""], what);
      assertStringIncludes(stderr, "[KUBELET_CONFIG_INVALID]");
    });
  }
});

for (const name of ["yes where a boolean is meant", "a merge key"]) {
  Deno.test(`--merge-into changes nothing in the entries of others: ${name}`, async () => {
    const text = files.find(({ what }) => what === name)?.text ?? "";
    await edit(text, INTO, async ({ code, stdout }, folder) => {
      assertEquals(code, 0);
      assertEquals(stdout.slice(0, text.length), text);
      const merged = `${folder}/merged.yaml`;
      await Deno.writeTextFile(merged, stdout);
      const own = `--config=${folder}/registries.yaml`;
      const checked = await program([
        "validate",
        own,
        `--kubelet-config=${merged}`,
        "--format=json",
      ]);
      assertEquals(checked.code, 0, checked.stdout);
    });
  });
}

Deno.test("--merge-into with --service-account-audience gives the kubelet's file what the rules need", async () => {
  const args = [...INTO, "--service-account-audience=aws.example.com"];
  await edit(OTHER, args, async ({ code, stdout }, folder) => {
    assertEquals(code, 0);
    const { providers } = parse(stdout) as {
      providers: { tokenAttributes?: unknown }[];
    };
    assertEquals(providers.map(({ tokenAttributes }) => tokenAttributes), [
      undefined,
      undefined,
      {
        serviceAccountTokenAudience: "aws.example.com",
        cacheType: "ServiceAccount",
        requireServiceAccount: true,
        optionalServiceAccountAnnotationKeys: ["eks.amazonaws.com/role-arn"],
      },
    ]);
    // The unknown field is refused by the kubelet of today, so it goes for this check.
    const sound = stdout.replace(/ {2}unknownHere:.*\n/, "");
    await Deno.writeTextFile(`${folder}/merged.yaml`, sound);
    const result = await program([
      "validate",
      `--config=${folder}/registries.yaml`,
      `--kubelet-config=${folder}/merged.yaml`,
      "--format=json",
    ]);
    const { findings } = JSON.parse(result.stdout);
    assertEquals(
      findings.filter(({ file }: { file: string }) =>
        !file.endsWith("registries.yaml")
      ).map(({ path }: { path: string }) => path),
      [],
    );
    assertEquals(result.code, 0, result.stdout);
  });
});

Deno.test("validate --kubelet-config warns where a rule needs tokens and the entry asks for none", async () => {
  await withFiles({ "registries.yaml": CONFIG }, async (folder) => {
    const own = `--config=${folder}/registries.yaml`;
    // As for a kubelet that knows none.
    const old = ["kubelet-config", own, "--api-version=v1beta1"];
    const written = await program(old);
    const path = `${folder}/kubelet.yaml`;
    await Deno.writeTextFile(path, written.stdout);
    const { code, stdout } = await program([
      "validate",
      own,
      `--kubelet-config=${path}`,
    ]);
    assertEquals(code, 0, stdout);
    assertStringIncludes(
      stdout,
      `${path}: provider registry-credential-provider`,
    );
    assertStringIncludes(stdout, "has no tokenAttributes");
  });
});

Deno.test("--service-account-audience needs a file of v1", async () => {
  const old = OTHER.replace("io/v1\n", "io/v1beta1\n");
  const args = [...INTO, "--service-account-audience=a"];
  await edit(old, args, (result) => {
    const code = "KUBELET_CONFIG_INVALID";
    assertFailure(result, {
      code,
      says: "is of kubelet.config.k8s.io/v1beta1",
    });
  });
});

Deno.test("--remove-from reads no config, and gives a file without our entry back byte by byte", async () => {
  const text = OTHER.replaceAll("\n", "\r\n");
  await edit(text, ["--remove-from=FOLDER/kubelet.yaml"], (result) => {
    assertEquals(result, { code: 0, stdout: text, stderr: "" });
  });
});

for (const option of ["--merge-into", "--remove-from"]) {
  Deno.test(`${option} refuses what is no CredentialProviderConfig`, async () => {
    const text = "kind: KubeletConfiguration\n";
    const args = [
      "--config=FOLDER/registries.yaml",
      `${option}=FOLDER/kubelet.yaml`,
    ];
    await edit(text, args, (result, folder) => {
      const says = `${folder}/kubelet.yaml is not a CredentialProviderConfig`;
      assertFailure(result, { code: "KUBELET_CONFIG_INVALID", says });
    });
  });

  Deno.test(`${option} refuses a file that is not there`, async () => {
    const args = [
      "--config=FOLDER/registries.yaml",
      `${option}=FOLDER/nowhere`,
    ];
    await edit(OTHER, args, (result, folder) => {
      const says = `${folder}/nowhere does not exist`;
      assertFailure(result, { code: "KUBELET_CONFIG_INVALID", says });
    });
  });
}

Deno.test("--merge-into cannot be used with --format", async () => {
  await edit(OTHER, [...INTO, "--format=json"], (result) => {
    const says = "--format cannot be used with --merge-into";
    assertFailure(result, { code: "USAGE", says });
  });
});
