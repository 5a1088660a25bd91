/**
 * An address that refuses every connection.
 * @module
 */

/**
 * The URL of a port that nobody listens on. A port that was free a moment ago may
 * be given to the server of another test; the system gives out none below 1024.
 * `fetch` asks no port 1.
 */
export const NOBODY = "http://127.0.0.1:2";
