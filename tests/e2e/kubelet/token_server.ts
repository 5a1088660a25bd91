/**
 * The token service as a process of its own, in the network of a node. Its
 * argument is a file with the policy; it prints its URL, and ends with its
 * standard input.
 * @module
 */
import { withTokenService } from "../token_service.ts";

const [file = ""] = Deno.args;
await withTokenService(
  JSON.parse(await Deno.readTextFile(file)),
  async ({ realm }) => {
    console.log(realm);
    for await (const _ of Deno.stdin.readable) { /* until it ends */ }
  },
);
