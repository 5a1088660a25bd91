import { assertEquals, assertRejects } from "@std/assert";
import { ask, type Bounds } from "../../src/http/ask.ts";
import { RequestFailure } from "../../src/http/failure.ts";
import type { Connection, Runtime } from "../../src/runtime/runtime.ts";
import { memoryRuntime } from "../kit/memory_runtime.ts";

const URL_ = "https://service.example.com/token";
const BOUNDS: Bounds = { most: 8 };

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly connection: Connection | undefined;
}

async function asked(
  answer: () => Response | Promise<Response>,
  { url = URL_, bounds = BOUNDS, env = {}, change = {} }: {
    readonly url?: string;
    readonly bounds?: Bounds;
    readonly env?: { readonly [name: string]: string };
    readonly change?: Partial<Runtime>;
  } = {},
) {
  const sent: Sent[] = [];
  const runtime: Runtime = {
    ...memoryRuntime({ env }),
    fetch: async (url, init, connection) => {
      sent.push({ url, init, connection });
      return await answer();
    },
    ...change,
  };
  const question = { url, method: "POST", headers: { a: "b" }, body: "c" };
  const result = await ask(question, bounds, runtime);
  return { result, sent };
}

Deno.test("ask() sends what it is given, once, and follows no redirect", async () => {
  const headers = { location: "https://other.example.com/" };
  const redirect = () => new Response(null, { status: 307, headers });
  const { result, sent } = await asked(redirect);
  assertEquals(result.status, 307);
  assertEquals(sent.length, 1);
  const [{ url, init, connection } = {} as Sent] = sent;
  assertEquals([url, connection], [URL_, undefined]);
  const { method, headers: fields, body, redirect: mode } = init;
  assertEquals([method, fields, body, mode], [
    "POST",
    { a: "b" },
    "c",
    "manual",
  ]);
});

Deno.test("ask() reads as many bytes as it may, and not one more", async () => {
  const { result } = await asked(() => new Response("12345678"));
  assertEquals(new TextDecoder().decode(result.body), "12345678");
  const error = await assertRejects(
    () => asked(() => new Response("123456789")),
    RequestFailure,
  );
  assertEquals(error.reason, "too large");
});

Deno.test("ask() reads nothing where it may read nothing, and lets go of the body", async () => {
  let isLeft = false;
  const endless = new ReadableStream({
    pull: (stream) => stream.enqueue(new Uint8Array(1)),
    cancel: () => void (isLeft = true),
  });
  const bounds = { most: 0 };
  const { result } = await asked(() => new Response(endless), { bounds });
  assertEquals([result.status, result.body.length, isLeft], [200, 0, true]);
});

Deno.test("ask() gives up after its own time, and says so", async () => {
  const change: Partial<Runtime> = {
    fetch: (_, { signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const bounds = { most: 8, timeoutMs: 1 };
  // The timer of AbortSignal.timeout() does not keep a process alive.
  const keep = setInterval(() => {}, 1_000);
  const error = await assertRejects(
    () => asked(() => new Response(), { bounds, change }),
    RequestFailure,
  ).finally(() => clearInterval(keep));
  assertEquals([error.reason, error.isTransient], ["late", true]);
});

Deno.test("ask() throws what ended the run, and takes it for no failure of the service", async () => {
  const reason = new Error("the time is over");
  const fail = () => Promise.reject(reason);
  const change = { signal: AbortSignal.abort(reason) };
  assertEquals(
    await assertRejects(() => asked(fail, { change }), Error),
    reason,
  );
});

Deno.test("ask() turns an error into a failure that quotes nothing of it", async () => {
  const fail = () => Promise.reject(new TypeError("canary refused"));
  const error = await assertRejects(() => asked(fail), RequestFailure);
  assertEquals(error.cause, undefined);
  assertEquals(String(error.stack).includes("canary"), false);
});

Deno.test("ask() takes no proxy to this machine, and a connection of its own only where there is one", async () => {
  const env = { HTTP_PROXY: "http://proxy.example.com:3128" };
  const local = ["http://127.0.0.1:8/", "http://localhost:8/", "http://[::1]/"];
  const connection = async (url: string, set = {}, authorities?: string) => {
    const bounds = { ...BOUNDS, authorities };
    const answer = () => new Response();
    const { sent } = await asked(answer, { url, env: set, bounds });
    return sent[0]?.connection;
  };
  for (const url of local) {
    assertEquals(await connection(url), undefined);
    assertEquals((await connection(url, env))?.withoutProxy, true);
  }
  assertEquals(await connection(URL_, env), undefined);
  assertEquals(await connection(URL_, env, "PEM"), {
    authorities: "PEM",
    withoutProxy: false,
  });
});

Deno.test("ask() names no proxy where a host of this machine fails, or one that no proxy may see", async () => {
  const env = { ALL_PROXY: "http://proxy.example.com:3128" };
  const change: Partial<Runtime> = {
    fetch: () => Promise.reject(new TypeError("connection refused")),
  };
  const proxyOf = async (url: string, withoutProxy = false) => {
    const bounds = { ...BOUNDS, withoutProxy };
    const answer = () => new Response();
    const error = await assertRejects(
      () => asked(answer, { url, env, bounds, change }),
      RequestFailure,
    );
    return error.proxy?.variable;
  };
  for (const host of ["localhost", "127.0.0.1:8080", "[::1]"]) {
    assertEquals(await proxyOf(`http://${host}/`), undefined);
  }
  assertEquals(await proxyOf(URL_), "ALL_PROXY");
  assertEquals(await proxyOf(URL_, true), undefined);
});

Deno.test("ask() takes no proxy to a host that none may see", async () => {
  const env = { HTTP_PROXY: "http://proxy.example.com:3128" };
  const bounds = { ...BOUNDS, withoutProxy: true };
  const answer = () => new Response();
  const { sent: [direct] } = await asked(answer, { env, bounds });
  assertEquals(direct?.connection?.withoutProxy, true);
  const { sent: [usual] } = await asked(answer, { bounds });
  assertEquals(usual?.connection, undefined);
});

Deno.test("ask() does not ask again after an attempt that took all of its time, where it is told so", async () => {
  for (const [isLateFinal, calls] of [[true, 1], [false, 3]] as const) {
    let asks = 0;
    const change: Partial<Runtime> = {
      fetch: () => {
        asks++;
        return Promise.reject(new DOMException("", "TimeoutError"));
      },
    };
    const bounds = { ...BOUNDS, attempts: 3, isLateFinal };
    const error = await assertRejects(
      () => asked(() => new Response(), { bounds, change }),
      RequestFailure,
    );
    assertEquals([error.reason, asks], ["late", calls]);
  }
});

Deno.test("ask() asks again after a status that passes with time, or that it is told passes", async () => {
  for (
    const [status, passing, calls] of [
      [404, [404], 2],
      [404, [], 1],
      [408, [], 2], // RFC 9110, 15.5.9
    ] as const
  ) {
    const bounds = { ...BOUNDS, attempts: 2, passing };
    const answer = () => new Response(null, { status });
    const { sent } = await asked(answer, { bounds });
    assertEquals(sent.length, calls);
  }
});

Deno.test("ask() asks again while a failure may pass, as often as it may, and at growing intervals", async () => {
  const pauses: number[] = [];
  const change = {
    sleep: (ms: number) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  };
  const busy = () => new Response(null, { status: 503 });
  const throttled = () => new Response(null, { status: 429 });
  const reset = () => Promise.reject(new TypeError("connection reset"));
  const done = () => new Response("done");
  const run = (answers: (() => Response | Promise<Response>)[], attempts = 3) =>
    asked(() => (answers.shift() ?? done)(), {
      bounds: { ...BOUNDS, attempts },
      change,
    });
  const { result, sent } = await run([busy, reset, done]);
  assertEquals([result.status, sent.length, pauses], [200, 3, [100, 200]]);
  assertEquals((await run([throttled, throttled, throttled])).sent.length, 3);
  const error = await assertRejects(
    () => run([reset, reset, reset]),
    RequestFailure,
  );
  assertEquals(error.reason, "closed");
});

Deno.test("ask() does not ask again where the answer would be the same, or the run is over", async () => {
  const bounds = { ...BOUNDS, attempts: 3 };
  const denied = () => new Response(null, { status: 403 });
  assertEquals((await asked(denied, { bounds })).sent.length, 1);
  let count = 0;
  const fail = (text: string) => () => {
    count++;
    return Promise.reject(new TypeError(text));
  };
  await assertRejects(
    () => asked(fail("invalid peer certificate: UnknownIssuer"), { bounds }),
    RequestFailure,
  );
  assertEquals(count, 1);
  const stop = new AbortController();
  const change = {
    signal: stop.signal,
    sleep: () => {
      stop.abort(new Error("the time is over"));
      return Promise.resolve();
    },
  };
  await assertRejects(
    () => asked(fail("connection reset"), { bounds, change }),
    Error,
    "the time is over",
  );
  assertEquals(count, 2);
});
