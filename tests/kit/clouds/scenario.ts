/**
 * What a run of the program among services of a cloud is made of. All of it is
 * JSON: it goes into the network of its own, and comes out of there.
 * @module
 */

/** How a service answers one request. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is; anything else as JSON. */
  readonly body?: unknown;
  /** Never answers. */
  readonly hangs?: boolean;
}

/** A request that reached a service. */
export interface Call {
  /** Method, scheme and host, and path without the query: `GET http://host/path`. */
  readonly what: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One run of the program. */
export interface CloudRun {
  /** The rule as YAML flow or JSON; `FOLDER` stands for the folder of the files. */
  readonly rule: Readonly<Record<string, unknown>>;
  readonly image: string;
  /** Fields of the request beside the image. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the machine does not trust the authority of the services. */
  readonly isUntrusted?: boolean;
}

/** Services, and the runs that meet them one after the other. */
export interface Scenario {
  /**
   * Answers by what {@linkcode Call} has as `what`, in their order; the last one
   * is repeated. Everything else is answered with 404.
   */
  readonly replies: Readonly<Record<string, readonly Reply[]>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the runs share a cache. */
  readonly isCached?: boolean;
  readonly runs: readonly CloudRun[];
}

/** What came of a run. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The requests that the services got meanwhile, in their order. */
  readonly calls: readonly Call[];
}

/** What the network of its own is made for. */
export interface Plan {
  readonly folder: string;
  readonly program: string;
  readonly cert: string;
  readonly key: string;
  readonly caFile: string;
  readonly scenarios: readonly Scenario[];
}
