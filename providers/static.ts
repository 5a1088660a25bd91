/**
 * Credentials that somebody wrote down: in the config, in files, in environment
 * variables, or in a Docker `config.json`.
 * @module
 */
import { isMapping } from "../src/is_mapping.ts";
import type { CredentialSource, Provider } from "../src/provider.ts";
import type { Secret } from "../src/secret_value.ts";
import { fromSecrets } from "./static/source.ts";

/** Answers with credentials that are written down. */
export const provider: Provider = {
  plain: plainSource,
  loadSection: async () => (await import("./static/section.ts")).section,
};

// A user name and a password, each as text or in a file: nearly every section.
function plainSource(section: unknown): CredentialSource | undefined {
  if (!isMapping(section)) return undefined;
  const { username, password, ...others } = section;
  if (Object.keys(others).length > 0) return undefined;
  const user = plainSecret(username);
  const word = plainSecret(password);
  return user && word && fromSecrets(user, word);
}

function plainSecret(value: unknown): Secret | undefined {
  if (typeof value === "string") return { kind: "inline", value };
  if (!isMapping(value)) return undefined;
  const { file, ...others } = value;
  return typeof file === "string" && file.startsWith("/") &&
      !file.includes("\0") && Object.keys(others).length === 0
    ? { kind: "file", path: file }
    : undefined;
}
