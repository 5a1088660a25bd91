import { assertEquals, assertRejects } from "@std/assert";
import { requestHandler } from "../../../providers/ecr/http.ts";
import { RequestFailure } from "../../../src/http/failure.ts";
import type { Runtime } from "../../../src/runtime/runtime.ts";
import { utf8 } from "../../kit/decoding.ts";
import { memoryRuntime } from "../../kit/memory_runtime.ts";

const REQUEST = {
  method: "POST",
  protocol: "https:",
  hostname: "api.ecr.eu-west-1.amazonaws.com",
  path: "/",
  headers: { "content-type": "application/x-amz-json-1.1", "x-amz-date": "d" },
  body: '{"a":1}',
};

type Handle = ReturnType<typeof requestHandler>["handle"];

/** The most that is read of an answer: 256 KiB. */
const LARGEST = 256 * 1024;

async function handled(
  request: Partial<Parameters<Handle>[0]>,
  answer: () => Response | Promise<Response>,
) {
  const sent: Request[] = [];
  const runtime: Runtime = {
    ...memoryRuntime(),
    fetch: (url, init) => {
      sent.push(new Request(url, init));
      return Promise.resolve(answer());
    },
  };
  const { response } = await requestHandler(runtime)
    .handle({ ...REQUEST, ...request });
  return { response, sent };
}

const empty = () => new Response("");

Deno.test("requestHandler sends method, URL, headers and body as the SDK gives them", async () => {
  for (const body of [REQUEST.body, utf8(REQUEST.body)]) {
    const { sent } = await handled({ body }, empty);
    const [request, ...more] = sent;
    assertEquals(more, []);
    assertEquals(request?.method, "POST");
    assertEquals(request?.url, "https://api.ecr.eu-west-1.amazonaws.com/");
    assertEquals(request?.headers.get("x-amz-date"), "d");
    assertEquals(
      request?.headers.get("content-type"),
      "application/x-amz-json-1.1",
    );
    assertEquals(await request?.text(), REQUEST.body);
  }
});

Deno.test("requestHandler sends port, path and query, a name with two values twice", async () => {
  const { sent } = await handled({
    port: 8443,
    path: "/a%20b",
    query: { one: "1 &=", many: ["x", "y"], none: null },
  }, empty);
  const url = new URL(sent[0]?.url ?? "");
  assertEquals(url.port, "8443");
  assertEquals(url.pathname, "/a%20b");
  assertEquals([...url.searchParams], [
    ["one", "1 &="],
    ["many", "x"],
    ["many", "y"],
    ["none", ""],
  ]);
});

Deno.test("requestHandler sends no body with GET", async () => {
  const { sent } = await handled({ method: "GET" }, empty);
  assertEquals(sent[0]?.body, null);
});

Deno.test("requestHandler gives status, headers and body of any answer", async () => {
  for (const status of [200, 400, 503]) {
    const headers = { "x-amzn-errortype": "E" };
    const answer = () => new Response("text", { status, headers });
    const { response } = await handled({}, answer);
    assertEquals(response.statusCode, status);
    assertEquals(response.headers["x-amzn-errortype"], "E");
    assertEquals(response.body, utf8("text"));
  }
});

Deno.test("requestHandler follows no redirect", async () => {
  const headers = { location: "https://evil.example.com/" };
  const { response, sent } = await handled(
    {},
    () => new Response(null, { status: 307, headers }),
  );
  assertEquals(sent.length, 1);
  assertEquals(sent[0]?.redirect, "manual");
  assertEquals(response.statusCode, 307);
});

Deno.test("requestHandler reads 256 KiB, in any pieces, and not a byte more", async () => {
  const inPieces = (total: number) =>
    new Response(
      new ReadableStream({
        start(stream) {
          stream.enqueue(new Uint8Array(total - 1).fill(1));
          stream.enqueue(new Uint8Array([2]));
          stream.close();
        },
      }),
    );
  const { response } = await handled({}, () => inPieces(LARGEST));
  assertEquals(response.body.length, LARGEST);
  assertEquals(response.body.at(-2), 1);
  assertEquals(response.body.at(-1), 2);
  await assertRejects(
    () => handled({}, () => inPieces(LARGEST + 1)),
    RequestFailure,
    "too large",
  );
});

Deno.test("requestHandler marks a passing failure of the network for the SDK to try again, and no other", async () => {
  for (
    const [text, expected] of [
      ["connection reset", true],
      ["invalid peer certificate: UnknownIssuer", false],
    ] as const
  ) {
    const error = await assertRejects(
      () => handled({}, () => Promise.reject(new TypeError(text))),
      RequestFailure,
    );
    assertEquals(Object.hasOwn(error, "$retryable"), expected, text);
  }
});

Deno.test("requestHandler ends with the deadline of the run", async () => {
  const controller = new AbortController();
  const runtime: Runtime = {
    ...memoryRuntime(),
    signal: controller.signal,
    fetch: (_, { signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const handling = requestHandler(runtime).handle(REQUEST);
  const reason = new Error("the time is over");
  controller.abort(reason);
  const error = await assertRejects(() => handling, Error);
  assertEquals(error, reason);
});
