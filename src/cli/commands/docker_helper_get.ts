/**
 * `docker-helper get`: credentials as a Docker credential helper gives them.
 *
 * Restates `credentials/credentials.go` and `credentials/error.go` of
 * `docker/docker-credential-helpers`: the server URL comes on standard input;
 * the two refusals are compared by their text, on standard output.
 * @module
 */
import type { Context, Invocation, Outcome } from "../command.ts";
import { openConfig } from "../../lookup/open_config.ts";
import { EXIT, ProviderError } from "../../runtime/errors.ts";
import { lookUp } from "../../lookup/lookup.ts";
import { parseServerUrl } from "../../docker/server_url.ts";
import { staleNotice } from "../../cache/stale_notice.ts";

/** `errCredentialsNotFoundMessage`: the client goes on without credentials. */
const NOT_FOUND = "credentials not found in native keychain";

/** `errCredentialsMissingServerURLMessage`. */
const NO_URL = "no credentials server URL";

/** Runs the command. */
export async function run(
  _invocation: Invocation,
  context: Context,
): Promise<Outcome> {
  const input = await context.readInput(
    "a server URL such as harbor.example.com",
  );
  const server = new TextDecoder().decode(input).trim();
  if (server === "") {
    const failure = new ProviderError(
      "REQUEST_INVALID",
      "docker-helper get: a server URL belongs on standard input, such as harbor.example.com",
    );
    return { stdout: `${NO_URL}\n`, failure };
  }
  const image = parseServerUrl(server);
  const { providers, runtime, notes } = context;
  const found = image && await lookUp(
    { image },
    await openConfig(context),
    providers,
    runtime,
    notes,
  );
  if (found === undefined) {
    // Asked for every registry where it is the only helper: nothing went wrong,
    // so standard error stays empty.
    return { stdout: `${NOT_FOUND}\n`, exitCode: EXIT.failure };
  }
  const { username, password } = found.credentials;
  const answer = { ServerURL: server, Username: username, Secret: password };
  const notice = staleNotice(found);
  return { stdout: `${JSON.stringify(answer)}\n`, notice };
}
