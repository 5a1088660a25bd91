/**
 * A log in a folder of its own: the port that the audit needs.
 * @module
 */

/** When a new file is begun, and how many are kept. */
export interface LogLimits {
  /** Bytes. */
  readonly maxSize: number;
  /** Full files, beside the current one. */
  readonly keep: number;
}

/** A log that many processes write to at once. */
export interface LogFolder {
  /**
   * Adds a line, which never mixes with that of another process.
   *
   * @throws Where it cannot be written.
   */
  append(line: string, limits: LogLimits): Promise<void>;
  /** The text of every file, the oldest first. */
  read(): AsyncIterable<string>;
}
