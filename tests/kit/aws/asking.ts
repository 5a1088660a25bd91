/**
 * Lets the AWS SDK ask for a role and a token, and keeps what it asked.
 * @module
 */
import { assertEquals } from "@std/assert";
import { fetchToken } from "../../../providers/ecr/credentials.ts";
import type { Credentials } from "../../../src/provider.ts";
import type { Runtime } from "../../../src/runtime/runtime.ts";
import { memoryRuntime } from "../memory_runtime.ts";
import {
  askedBy,
  assumedRole,
  authorization,
  type Operation,
} from "./services.ts";
import { claimOf } from "./sigv4.ts";
import { account, requestFor, sectionOf } from "./image_request.ts";

/** An account of AWS, and a role in it. */
export const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/pull`;

// The SDK reads these of the process itself.
for (const name of Object.keys(Deno.env.toObject())) {
  if (name.startsWith("AWS_")) Deno.env.delete(name);
}
Deno.env.set("AWS_CONFIG_FILE", "/does/not/exist");
Deno.env.set("AWS_SHARED_CREDENTIALS_FILE", "/does/not/exist");

/** A request of the SDK. */
export interface Asked {
  readonly operation: Operation | undefined;
  readonly host: string;
  readonly input: unknown;
  /** Region in the scope of the signature. */
  readonly region: string | undefined;
}

/** Lets the SDK ask, with the token of a service account, and keeps what it asked. */
export async function askedFor(
  host: string,
  section: object = {},
  env: Record<string, string> = {},
): Promise<{
  readonly asked: readonly Asked[];
  readonly credentials: Credentials;
}> {
  const asked: Asked[] = [];
  const runtime: Runtime = {
    ...memoryRuntime({ now: Date.now(), env }),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const { method, headers } = request;
      const { protocol, hostname, pathname } = new URL(url);
      assertEquals(protocol, "https:");
      const call = askedBy(method, pathname, headers, await request.text());
      const region = claimOf(headers)?.region;
      asked.push({
        operation: call?.operation,
        host: hostname,
        input: call?.input,
        region,
      });
      if (call === undefined) return new Response(null, { status: 404 });
      return call.protocol === "query"
        ? assumedRole(call, "ASIAROLE1", { secret: "s", sessionToken: "t" })
        : authorization(call.operation, "word", Date.now() + 3_600_000);
    },
  };
  const credentials = await fetchToken(
    sectionOf({ roleArn: ROLE, serviceAccount: {}, ...section }),
    requestFor(host, account()),
    runtime,
  );
  return { asked, credentials };
}
