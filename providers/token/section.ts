/**
 * The `token` section of a registry.
 * @module
 */
import { notEmpty } from "../../src/schema/not_empty.ts";
import {
  mapping,
  optional,
  required,
  type Schema,
  transform,
} from "../../src/schema/schema.ts";
import { subject } from "../../src/subject/section.ts";
import type { Subject } from "../../src/subject/subject.ts";

/** Which token a rule passes on, and as whom. */
export interface TokenSection {
  readonly username: string;
  readonly subject: Subject;
}

/** Registries that read the token pass over the name; an empty one many refuse. */
const DEFAULT_USERNAME = "token";

/** The definition of the section. */
export const tokenSection: Schema<TokenSection> = transform(
  mapping({
    username: optional(
      notEmpty,
      `the user name that goes with the token (default ${DEFAULT_USERNAME})`,
    ),
    subject: required(
      // The kubelet drops an answer that holds its own token, unless it keeps
      // answers for one token only.
      subject({ allowsNode: false, cacheType: "Token" }),
      "where the token is from",
    ),
  }),
  ({ username = DEFAULT_USERNAME, subject }) => ({ username, subject }),
);
