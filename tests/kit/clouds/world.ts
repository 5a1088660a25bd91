/**
 * Runs the compiled program in a network that only it and its services see, where
 * the names and addresses of clouds lead to servers of the test. So the program is
 * as it is shipped: no setting leads it there.
 * @module
 */
import { PROJECT } from "../../../tools/paths.ts";
import { makeCertificates } from "../aws/certificates.ts";
import { withMounts } from "../own_mounts.ts";
import { execute, type Result } from "../program.ts";
import { withStateFolder, WRITABLE_PROGRAM } from "../writable_program.ts";
import type { Outcome, Plan, Scenario } from "./scenario.ts";

/** Names that lead to the servers, beside the metadata services of clouds. */
const HOSTS = [
  "oauth2.googleapis.com",
  "sts.googleapis.com",
  "iamcredentials.googleapis.com",
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.partner.microsoftonline.cn",
  "acme.azurecr.io",
  "mirror.azurecr.io",
  "acme.azurecr.us",
  "acme.azurecr.cn",
  "acme.registry.example.com",
  "vault.example.com",
  "elsewhere.example.com",
] as const;

/** How to have the addresses; the link-local one is the metadata services'. */
const NETWORK = [
  "ip link set lo up",
  "ip addr add 169.254.169.254/32 dev lo",
  'mount --bind "$folder/hosts" /etc/hosts',
].join(" && ");

/** Whether this machine lets this user have a network of its own. */
export const CAN_CLOUD = (await new Deno.Command("unshare", {
  args: [
    ...Deno.uid() === 0 ? ["-mn"] : ["-rmn"],
    "sh",
    "-c",
    "ip link set lo up && ip addr add 169.254.169.254/32 dev lo",
  ],
  stdout: "null",
  stderr: "null",
}).output().catch(() => ({ success: false }))).success;

/** What to write behind the name of a test that is skipped without it. */
export const NEEDS_CLOUD = CAN_CLOUD
  ? ""
  : " (needs ip, and root or user namespaces for this user)";

/** Runs scenarios one after the other, each with what came of its runs. */
export async function inClouds(
  scenarios: readonly Scenario[],
): Promise<readonly (readonly Outcome[])[]> {
  let result: Result | undefined;
  await withStateFolder(async (folder) => {
    const certificates = await makeCertificates(folder, HOSTS);
    await Deno.writeTextFile(
      `${folder}/hosts`,
      `127.0.0.1 localhost ${
        HOSTS.join(" ")
      }\n169.254.169.254 metadata.google.internal\n`,
    );
    const plan: Plan = {
      folder,
      program: WRITABLE_PROGRAM,
      ...certificates,
      scenarios,
    };
    await Deno.writeTextFile(`${folder}/plan.json`, JSON.stringify(plan));
    const [command, ...args] = withMounts(NETWORK, folder, [
      Deno.execPath(),
      ...["run", "--quiet", "--no-check", "-A"],
      `${PROJECT}/tests/kit/clouds/inside.ts`,
      `${folder}/plan.json`,
    ], ["-n"]);
    result = await execute(command, args, { env: Deno.env.toObject() });
  });
  if (result?.code !== 0) throw new Error(`the clouds: ${result?.stderr}`);
  return JSON.parse(result.stdout);
}

/** What came of scenarios of one run each. */
export async function eachInClouds(
  scenarios: readonly Scenario[],
): Promise<readonly Outcome[]> {
  const outcomes = await inClouds(scenarios);
  return outcomes.map(([outcome]) => {
    if (outcome === undefined) throw new Error("a scenario without a run");
    return outcome;
  });
}
