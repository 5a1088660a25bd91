/**
 * What deploy/kind.sh takes a pod for, whose image the node pulls or does not.
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type World } from "./kind_world.ts";
import { POD, verify } from "./kind_verifying.ts";

/** Verifies with a pod, whose image is as `state` says; `asks`: the kubelet runs the program. */
async function verifyWithPod(
  state: "pulled" | "refused",
  asks: boolean,
  check: (
    result: { code: number; stdout: string; stderr: string },
    world: World,
  ) => Promise<void> | void,
): Promise<void> {
  const change = async (folder: string, world: World) => {
    await world.write(`${world.folder}/reachable`, state);
    if (asks) await world.write(`${world.folder}/asks`, "");
    await world.write(
      `${world.folder}/pod.yaml`,
      `${POD}harbor.example.com/a:1\n`,
    );
    // The stand-in for the program answers for harbor.example.com only.
    const program = `${folder}/registry-credential-provider`;
    const text = await Deno.readTextFile(program);
    await Deno.writeTextFile(
      program,
      text.replaceAll("harbor.example.com", "harbor.corp.test"),
    );
  };
  const env = { POD: "pod.yaml", IMAGE: "harbor.corp.test/team/app:2" };
  const commands = ["docker", "kubectl"] as const;
  await verify({ commands, change, env }, check);
}

Deno.test("an image that is pulled is a proof where the kubelet ran the program", async () => {
  await verifyWithPod("pulled", true, async ({ code, stdout }, world) => {
    assertEquals(code, 0);
    assertStringIncludes(
      stdout,
      "kind-a: the image was pulled through the plugin",
    );
    const manifest = await Deno.readTextFile(`${world.folder}/manifest.yaml`);
    assertEquals(manifest, `${POD}harbor.corp.test/team/app:2\n`);
  });
});

Deno.test("an image that is pulled without the program proves nothing, and why is said", async () => {
  await verifyWithPod("pulled", false, ({ code, stdout }) => {
    assertEquals(code, 0);
    assertStringIncludes(stdout, "this proves nothing new");
    assertStringIncludes(stdout, "keeps for up to cacheDuration");
    assertStringIncludes(
      stdout,
      "docker exec kind-a systemctl restart kubelet",
    );
  });
});

Deno.test("an image that is refused with what the program answered is the registry's matter", async () => {
  await verifyWithPod("refused", true, ({ code, stderr }) => {
    assertEquals(code, 1);
    // The events, and what containerd says of credentials that are wrong.
    assertStringIncludes(stderr, "no basic auth credentials");
    assertStringIncludes(
      stderr,
      'the registry refuses its credentials ("401 Unauthorized")',
    );
    assert(!stderr.includes("cacheDuration"), stderr);
  });
});

Deno.test("an image that is refused without the program may be refused with a kept answer", async () => {
  await verifyWithPod("refused", false, ({ code, stderr }) => {
    assertEquals(code, 1);
    assertStringIncludes(stderr, "no pattern of the config matches it");
    assertStringIncludes(stderr, "keeps for up to cacheDuration");
    assertStringIncludes(
      stderr,
      "docker exec kind-a systemctl restart kubelet",
    );
  });
});

Deno.test("the pod has a name of its own on each node, and is gone at the end", async () => {
  await verifyWithPod("pulled", true, async (_, world) => {
    const calls = (await world.log()).filter((line) =>
      /^kubectl .* (patch|delete) /.test(line)
    ).map((line) => line.replace(/^kubectl --context kind-kind /, ""));
    const name = "registry-credential-provider-check-kind-a";
    const gone = `delete pod ${name} --ignore-not-found --timeout 60s`;
    const patch =
      `{"metadata":{"name":"${name}"},"spec":{"nodeName":"kind-a"}}`;
    assertEquals(calls, [
      gone,
      `patch --local --type merge --output json --filename - --patch ${patch}`,
      gone,
    ]);
  });
});
