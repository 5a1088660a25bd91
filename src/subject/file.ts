/**
 * A token in a file that something else renews: a SPIFFE JWT-SVID, or a projected
 * token of Kubernetes.
 * @module
 */
import { type Payload, payloadOf } from "../jwt/payload.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { readSecret } from "../schema/read_secret.ts";
import type { Subject } from "./subject.ts";

/** What a rule says of it. */
export interface FileChoice {
  readonly path: string;
  /** The audience that it has to have; `undefined` for any. */
  readonly audience: string | undefined;
}

/** The subject of such a rule. */
export function fromFile(choice: FileChoice): Subject {
  const { path, audience } = choice;
  return {
    words: `the token in ${path}${
      audience === undefined ? "" : ` for ${audience}`
    }`,
    secrets: [{ kind: "file", path }],
    account: undefined,
    perImage: false,
    isNode: () => false,
    identity: async (_request, runtime) => {
      const { issuer, subject, audiences } =
        (await readToken(choice, runtime)).payload;
      return issuer === undefined || subject === undefined
        ? undefined
        : [path, issuer, subject, audiences];
    },
    read: async (_request, runtime) => (await readToken(choice, runtime)).token,
    check: async (runtime) => {
      await readToken(choice, runtime);
    },
    warnings: async (runtime) => await warningsOf(choice, runtime),
  };
}

interface TokenFile {
  readonly token: string;
  readonly payload: Payload;
}

async function readToken(
  { path, audience }: FileChoice,
  runtime: Runtime,
): Promise<TokenFile> {
  const token = (await readSecret({ kind: "file", path }, runtime)).trim();
  const payload = payloadOf(token);
  const refuse = (fact: string): never => {
    throw new ProviderError("TOKEN_UNUSABLE", `the token in ${path} ${fact}`);
  };
  if (payload === undefined) {
    return refuse(
      "is not a signed JWT, so its audience is unknown: check what writes the file",
    );
  }
  const { expiresAt, audiences } = payload;
  if (expiresAt !== undefined && expiresAt <= runtime.now()) {
    return refuse(
      "has expired: check that what writes the file runs, and the clock of this node",
    );
  }
  if (audience !== undefined) {
    const { demandAudience } = await import("./audience.ts");
    demandAudience(
      audiences,
      audience,
      `the token in ${path}`,
      'let what writes the file ask for it, or change "audience" of the rule',
    );
  }
  return { token, payload };
}

async function warningsOf(choice: FileChoice, runtime: Runtime) {
  const { apiServerWarnings } = await import("./audience.ts");
  try {
    const { payload } = await readToken(choice, runtime);
    return apiServerWarnings(payload.audiences);
  } catch (error) {
    // Why it cannot be used is told elsewhere.
    if (error instanceof ProviderError) return [];
    throw error;
  }
}
