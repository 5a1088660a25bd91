/**
 * Why a file could not be looked at, opened or read.
 * @module
 */
import type { FileFailure } from "../runtime.ts";

/** The failure that an error of Deno stands for. */
export function failureOf(error: unknown): FileFailure {
  if (
    error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory
  ) return "missing";
  return error instanceof Deno.errors.PermissionDenied ? "denied" : "failed";
}
