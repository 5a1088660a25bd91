/**
 * The token service as a process of its own, in the network of the nodes. Its
 * argument is a file with the policy, and where it listens. It prints its URL,
 * answers a line of standard input with what it has granted until then, and ends
 * with its standard input.
 * @module
 */
import { withTokenService } from "../token_service.ts";

const [file = ""] = Deno.args;
const { listener, ...policy } = JSON.parse(await Deno.readTextFile(file));
await withTokenService(policy, async ({ realm, grants }) => {
  console.log(realm);
  for await (const _ of Deno.stdin.readable) {
    console.log(JSON.stringify(grants));
  }
}, listener);
