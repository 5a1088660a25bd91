/**
 * Plain values to YAML text.
 * @module
 */
import { isMapping } from "./is_mapping.ts";

/** What YAML 1.1, which older readers know, takes for something other than text. */
const NO_TEXT = /^(?:true|false|yes|no|on|off|null|y|n|~)$/i;

/**
 * Writes a value in block style, two spaces a level.
 *
 * Text stands in double quotes, which mean the same in JSON and in every
 * version of YAML; only at the top level a plain word goes without, as people
 * write `kind: Config`.
 *
 * @param value What `JSON.parse` or a YAML parser gives: no functions, no dates.
 */
export function toYaml(value: unknown): string {
  return isCollection(value) ? block(value, "") : `${scalar(value)}\n`;
}

function block(value: object, indent: string): string {
  if (Array.isArray(value)) {
    return value.map((item) => {
      const text = isCollection(item)
        ? block(item, `${indent}  `).slice(indent.length + 2)
        : `${scalar(item)}\n`;
      return `${indent}- ${text}`;
    }).join("");
  }
  return Object.entries(value).map(([key, one]) => {
    const text = isCollection(one)
      ? `\n${block(one, `${indent}  `)}`
      : ` ${indent === "" ? topLevel(one) : scalar(one)}\n`;
    return `${indent}${keyText(key)}:${text}`;
  }).join("");
}

// An empty one is written as {} or [], like a scalar.
function isCollection(value: unknown): value is object {
  return Array.isArray(value)
    ? value.length > 0
    : isMapping(value) && Object.keys(value).length > 0;
}

function keyText(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && !NO_TEXT.test(key)
    ? key
    : quoted(key);
}

function topLevel(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z][\w./-]*$/.test(value) &&
      !NO_TEXT.test(value)
    ? value
    : scalar(value);
}

function scalar(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "number" || Number.isFinite(value)) {
    return JSON.stringify(value);
  }
  return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
}

// JSON leaves some characters as they are that YAML does not take for printable.
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
