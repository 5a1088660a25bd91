/**
 * The trace of a run: each step as a line on standard error, without secrets.
 * @module
 */
import { cacheKeyReason } from "../config/cache_key_reason.ts";
import { printable } from "../runtime/printable.ts";
import type { CacheUse, Notes, Step } from "./notes.ts";

/** From here on, every step of a run is told. */
export function startTrace(notes: Notes): void {
  notes.trace = (step) => {
    const words = typeof step === "string" ? WORDS[step](notes) : step.words;
    notes.say?.(`${Math.round(performance.now())} ms: ${printable(words)}`);
  };
}

const WORDS: Readonly<Record<Step, (notes: Notes) => string>> = {
  asked: ({ image, serviceAccount }) =>
    `asked for ${image}, ${
      serviceAccount === undefined ? "without" : "with"
    } the token of a service account`,
  "no rule": () => "no registry of the config matches",
  "rule found": ({ rule, ruleIndex, provider }) =>
    `the registry "${rule}" (registries[${ruleIndex}], ${provider}) is the first that matches`,
  trusted: () => "nobody but root can change the files",
  "cache off": () => "the cache is off",
  "never cached": () => "what this registry gives is never cached",
  "cache looked at": ({ cacheFolder }) =>
    `the cache ${cacheFolder} is looked at`,
  "cache used": ({ cache = "none" }) => CACHE_WORDS[cache],
  "provider asked": ({ provider, backend }) =>
    `the provider ${provider} ${
      backend === undefined ? "is asked" : `asks ${backend}`
    }`,
  "provider done": ({ provider }) => `the provider ${provider} is done`,
  kept: ({ cacheDurationMs = 0, cacheKey, rule = "", image = "" }) =>
    `the answer may be kept for ${
      Math.floor(cacheDurationMs / 1_000)
    } s, by ${cacheKey?.type.toLowerCase()}: ${
      cacheKey && cacheKeyReason(cacheKey, rule, image.split("/")[0] ?? "")
    }`,
};

const CACHE_WORDS: Readonly<Record<CacheUse, string>> = {
  hit: "the credentials are from the cache",
  miss: "the cache had none that could be used",
  stale: "the credentials are from the cache: asking again failed",
  none: "nothing is cached",
};
