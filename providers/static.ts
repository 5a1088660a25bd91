/**
 * Credentials that somebody wrote down: in the config, in files, in environment
 * variables, or in a Docker `config.json`.
 * @module
 */
import type { Provider } from "../src/provider.ts";
import { section } from "./static/section.ts";

/** Answers with credentials that are written down. */
export const provider: Provider = { section };
