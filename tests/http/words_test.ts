import { assertEquals } from "@std/assert";
import { type Proxy, RequestFailure } from "../../src/http/failure.ts";
import { wordsFor } from "../../src/http/words.ts";

const REMEDIES = { refused: "start it", others: "look again" };
const PROXY: Proxy = { variable: "HTTPS_PROXY", host: "proxy:3128" };

Deno.test("wordsFor() tells what went wrong and what to do about this reason", () => {
  const words = (failure: RequestFailure) => wordsFor(failure, REMEDIES);
  assertEquals(
    words(new RequestFailure("refused")),
    "it refuses the connection: start it",
  );
  assertEquals(
    words(new RequestFailure("too large")),
    "its answer is too large: look again",
  );
});

Deno.test("wordsFor() names the proxy and its variable where the proxy failed", () => {
  for (
    const [reason, says] of [
      ["refused", "refuses the connection"],
      ["unresolved", "cannot be resolved"],
      ["unreachable", "cannot be reached"],
      ["proxy refuses", "refuses to connect to it"],
      ["proxy login", "wants another user name and password"],
    ] as const
  ) {
    assertEquals(
      wordsFor(new RequestFailure(reason, PROXY), REMEDIES),
      `the proxy proxy:3128 ${says}: check HTTPS_PROXY, or name the host in NO_PROXY`,
    );
  }
});

Deno.test("wordsFor() says that a proxy was on the way, or that its variable is none", () => {
  assertEquals(
    wordsFor(new RequestFailure("late", PROXY), REMEDIES),
    "it does not respond in time: look again; it was asked through the proxy proxy:3128 (HTTPS_PROXY)",
  );
  const unusable = { ...PROXY, host: undefined };
  assertEquals(
    wordsFor(new RequestFailure("unresolved", unusable), REMEDIES),
    "its name cannot be resolved: look again; HTTPS_PROXY is not used, as it is not a URL of a proxy such as http://proxy.example.com:3128",
  );
});
