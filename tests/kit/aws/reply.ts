/**
 * What a service may do instead of a plain answer.
 * @module
 */

/** The two protocols of the services that are asked. */
export type Protocol = "json" | "query";

/** What a behaviour may use. */
export interface Situation {
  readonly protocol: Protocol;
  /** The plain answer. */
  readonly answer: () => Response;
  /** Aborts when the server stops. */
  readonly signal: AbortSignal;
}

/** One thing that a service does with one request. */
export type Reply = (situation: Situation) => Response | Promise<Response>;

/** An error with a name. JSON services put it in a header or in the body. */
export function failure(
  status: number,
  name: string,
  { message = "no reason", at = "header" }: {
    message?: string;
    at?: "header" | "__type";
  } = {},
): Reply {
  return ({ protocol }) => errorResponse(protocol, status, name, message, at);
}

/** An error as a service of that protocol writes it. */
export function errorResponse(
  protocol: Protocol,
  status: number,
  name: string,
  message: string,
  at: "header" | "__type" = "header",
): Response {
  if (protocol === "query") {
    return xml(
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
      status,
    );
  }
  const type = "application/x-amz-json-1.1";
  const headers = { "content-type": type, "x-amzn-requestid": "r" };
  return at === "header"
    ? new Response(JSON.stringify({ message }), {
      status,
      headers: { ...headers, "x-amzn-errortype": `${name}:http://internal/` },
    })
    : new Response(JSON.stringify({ __type: `com.amazon#${name}`, message }), {
      status,
      headers,
    });
}

/** An answer in XML. */
export function xml(text: string, status = 200): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "text/xml" },
  });
}

/** Whatever is given, with status 200. */
export function body(
  content: unknown,
  type = "application/x-amz-json-1.1",
): Reply {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return () => new Response(text, { headers: { "content-type": type } });
}

/** The service is too busy. */
export function throttled({ protocol }: Situation): Response {
  const name = protocol === "json" ? "ThrottlingException" : "Throttling";
  return errorResponse(protocol, 400, name, "Rate exceeded");
}

/** Says nothing until the server stops. */
export function silent({ signal }: Situation): Promise<Response> {
  return new Promise((resolve) => {
    const end = () => resolve(new Response(null, { status: 503 }));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

/** The plain answer in many small pieces. */
export async function dripping({ answer }: Situation): Promise<Response> {
  const { headers, content } = await taken(answer());
  return new Response(
    new ReadableStream({
      async start(stream) {
        for (let at = 0; at < content.length; at += 64) {
          stream.enqueue(content.slice(at, at + 64));
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        stream.close();
      },
    }),
    { headers },
  );
}

/** Half of the plain answer, after which the connection is cut. */
export async function truncated({ answer }: Situation): Promise<Response> {
  const { headers, content } = await taken(answer());
  const half = content.slice(0, content.length / 2);
  headers.set("content-length", String(content.length));
  let isSent = false;
  return new Response(
    new ReadableStream({
      async pull(stream) {
        if (isSent) {
          // Time for the first half to leave.
          await new Promise((resolve) => setTimeout(resolve, 50));
          return stream.error(new Error("cut"));
        }
        isSent = true;
        stream.enqueue(half);
      },
    }),
    { headers },
  );
}

/** A good answer with a field of a megabyte beside the token. */
export async function oversized({ answer }: Situation): Promise<Response> {
  const { headers, content } = await taken(answer());
  const rest = new TextDecoder().decode(content).slice(1);
  return new Response(`{"padding":"${"x".repeat(1 << 20)}",${rest}`, {
    headers,
  });
}

/** Sends the asker to another place. */
export function redirect(location: string, status = 307): Reply {
  return () => new Response(null, { status, headers: { location } });
}

async function taken(response: Response) {
  return { headers: response.headers, content: await response.bytes() };
}
