/**
 * What is wrong with a profile of the shared AWS files, in words. The AWS SDK
 * reads the profiles; this reads them again for messages alone, since the SDK
 * goes on after a profile that gives nothing, and does not tell why.
 *
 * AWS SDKs and Tools Reference Guide, "Shared config and credentials files",
 * "Assume role credential provider" and "IAM Identity Center credential provider".
 * @module
 */
import { decodeUtf8 } from "../../src/format/utf8.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { profileFiles } from "./profile_files.ts";

/** The keys of each profile. */
type Profiles = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Bytes. */
const LARGEST_FILE = 1024 * 1024;

const MISSING = "it is not in the shared AWS files";

/**
 * Why a profile gives no credentials.
 *
 * @returns The end of a sentence; `undefined` where nothing is seen.
 */
export async function profileFault(
  name: string,
  runtime: Runtime,
): Promise<string | undefined> {
  return faultOf(name, await readProfiles(runtime));
}

/** Whether a profile names an endpoint, which is not read. */
export async function namesEndpoint(
  name: string,
  runtime: Runtime,
): Promise<boolean> {
  const profile = (await readProfiles(runtime)).get(name);
  return profile?.has("endpoint_url") === true ||
    profile?.has("services") === true;
}

/** Whether there is such a profile. */
export async function hasProfile(
  name: string,
  runtime: Runtime,
): Promise<boolean> {
  return (await readProfiles(runtime)).has(name);
}

function faultOf(name: string, profiles: Profiles): string | undefined {
  const seen: string[] = [];
  let current = name;
  while (true) {
    const profile = profiles.get(current);
    if (profile === undefined) {
      return seen.length === 0
        ? MISSING
        : 'its "source_profile" is not in the shared AWS files';
    }
    const has = (key: string) => (profile.get(key) ?? "") !== "";
    const hasKeys = has("aws_access_key_id") && has("aws_secret_access_key");
    if (seen.includes(current)) {
      // A profile may be the source of its own role, by its keys.
      return hasKeys && seen.at(-1) === current
        ? undefined
        : 'its "source_profile" leads back to where it began';
    }
    seen.push(current);
    if (has("mfa_serial")) {
      return 'it asks for the code of a second factor ("mfa_serial"), which nobody can give on a node: use a role or keys without one';
    }
    if (has("role_arn")) {
      if (has("web_identity_token_file") || has("credential_source")) {
        return undefined;
      }
      const source = profile.get("source_profile") ?? "";
      if (source === "") {
        return 'it has "role_arn" without "source_profile" or "credential_source"';
      }
      current = source;
      continue;
    }
    if (hasKeys) return undefined;
    if (has("sso_session") || has("sso_start_url")) {
      return "it uses single sign-on, for which somebody has to be logged in, and on a node nobody is: use a role or keys";
    }
    return has("credential_process")
      ? 'it has a "credential_process", which is not run'
      : "it has neither keys nor a role";
  }
}

async function readProfiles(runtime: Runtime): Promise<Profiles> {
  const profiles = new Map<string, Map<string, string>>();
  for (const [index, path] of profileFiles(runtime).entries()) {
    const file = await runtime.readFile(path, LARGEST_FILE);
    if (typeof file !== "object") continue;
    addProfiles(decodeUtf8(file.bytes) ?? "", index === 0, profiles);
  }
  return profiles;
}

function addProfiles(
  text: string,
  isConfig: boolean,
  profiles: Map<string, Map<string, string>>,
): void {
  let profile: Map<string, string> | undefined;
  let isNested = false;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (section !== undefined) {
      isNested = false;
      const name = nameOf(section, isConfig);
      profile = name === undefined
        ? undefined
        : profiles.get(name) ?? new Map();
      if (name !== undefined && profile !== undefined) {
        profiles.set(name, profile);
      }
      continue;
    }
    const [, indent = "", key, value = ""] =
      /^(\s*)([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined) continue;
    // What is indented below a key without a value belongs to that key.
    isNested = value === "" || isNested && indent !== "";
    if (!isNested) profile?.set(key, value);
  }
}

// In the config file a profile has that word before its name, but for the default.
function nameOf(section: string, isConfig: boolean): string | undefined {
  if (!isConfig || section === "default") return section;
  return /^profile\s+["']?(.*?)["']?$/.exec(section)?.[1];
}
