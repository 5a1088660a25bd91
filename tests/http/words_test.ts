import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Proxy,
  type Reason,
  RequestFailure,
} from "../../src/http/failure.ts";
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

Deno.test("wordsFor() tells what to do that is the same for every service, unless the service knows better", () => {
  const words = (reason: Reason, remedies = {}) =>
    wordsFor(new RequestFailure(reason), { ...REMEDIES, ...remedies });
  assertStringIncludes(words("untrusted"), "name it in DENO_CERT");
  assertEquals(
    words("untrusted", { untrusted: "name it" }),
    "its certificate is not trusted: name it",
  );
  assertStringIncludes(words("expired"), "synchronise the clock");
  assertStringIncludes(words("unfit"), "with CA:FALSE");
  assertStringIncludes(words("no handshake"), "the certificate of a client");
});

Deno.test("wordsFor() names no proxy for what goes wrong before any is asked", () => {
  for (const reason of ["no authorities", "unsendable"] as const) {
    const words = wordsFor(new RequestFailure(reason, PROXY), REMEDIES);
    assertEquals(words.includes("proxy"), false, words);
  }
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
