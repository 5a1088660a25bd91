/**
 * An HTTP server that answers with bytes, so that it can break every rule of
 * HTTP that a server library would keep.
 * @module
 */

/** A connection on which a request has come. */
export interface Asked {
  /** Request line and headers. */
  readonly head: string;
  /** The body of the request. */
  readonly body: string;
  /** Sends bytes; fails when the asker has gone. */
  send(bytes: string | Uint8Array): Promise<void>;
  /** Lets time pass, or fails when the server stops. */
  pause(ms: number): Promise<void>;
}

/** A server that runs. */
export interface RawServer {
  readonly port: number;
  readonly url: string;
  /** The heads of all requests. */
  readonly heads: readonly string[];
  /** How many bytes were sent. */
  sent(): number;
}

/** Runs a test with a server, which is gone afterwards with all its connections. */
export async function withRawServer(
  answer: (asked: Asked) => Promise<void>,
  test: (server: RawServer) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const stop = new AbortController();
  const open = new Set<Deno.TcpConn>();
  const heads: string[] = [];
  const busy: Promise<void>[] = [];
  let sent = 0;
  const serve = async (connection: Deno.TcpConn): Promise<void> => {
    open.add(connection);
    try {
      const request = await readRequest(connection);
      if (request === undefined) return;
      heads.push(request.head);
      await answer({
        ...request,
        send: async (bytes) => {
          let rest = typeof bytes === "string"
            ? new TextEncoder().encode(bytes)
            : bytes;
          while (rest.length > 0) {
            const count = await connection.write(rest);
            sent += count;
            rest = rest.subarray(count);
          }
        },
        pause: (ms) => pause(ms, stop.signal),
      });
    } catch {
      // The asker has gone, or the server stops.
    } finally {
      open.delete(connection);
      closeQuietly(connection);
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) busy.push(serve(connection));
  })();
  try {
    await test({
      port,
      url: `http://127.0.0.1:${port}`,
      heads,
      sent: () => sent,
    });
  } finally {
    stop.abort(new Error("the server stops"));
    listener.close();
    for (const connection of open) closeQuietly(connection);
    await accepting.catch(() => {});
    await Promise.all(busy);
  }
}

/** A whole response, closed by the end of the connection. */
export function responseText(
  status: number,
  headers: { readonly [name: string]: string },
  body = "",
): string {
  const lines = Object.entries(headers).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  return `HTTP/1.1 ${status} Status\r\n${
    lines.join("")
  }Connection: close\r\n\r\n${body}`;
}

async function readRequest(
  connection: Deno.TcpConn,
): Promise<{ head: string; body: string } | undefined> {
  let text = "";
  const bytes = new Uint8Array(64 * 1024);
  while (true) {
    const count = await connection.read(bytes);
    if (count === null) return undefined;
    text += new TextDecoder("latin1").decode(bytes.subarray(0, count));
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? "0";
    const [head, body] = [text.slice(0, end), text.slice(end + 4)];
    if (body.length >= Number(length)) return { head, body };
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", end);
      resolve();
    }, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It was closed by the other side.
  }
}
