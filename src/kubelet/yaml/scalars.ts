/**
 * What the kubelet takes a scalar of a YAML text for.
 *
 * Restates `resolve` of go.yaml.in/yaml/v2 (`resolve.go`, 2.4), with which
 * sigs.k8s.io/yaml reads a file: YAML 1.1, where `yes` is true and `010` is
 * eight, but times and numbers of base 60 are text.
 * @module
 */
import { decodeBase64 } from "../../format/base64.ts";
import type { YamlScalar } from "./tree.ts";
import { YamlProblem } from "../../format/yaml_problem.ts";

/** A scalar, and what tells it from an equal one of another type as a key. */
export interface Resolved {
  readonly type: "text" | "bool" | "null" | "int" | "float";
  readonly value: string | boolean | null | number;
}

const TAGS = "tag:yaml.org,2002:";

const TRUE = /^(?:[yY]|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:[nN]|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL)?$/;
const NO_NUMBER = /^(?:\.(?:nan|NaN|NAN)|[-+]?\.(?:inf|Inf|INF))$/;
// strconv.ParseInt with base 0, after underscores are taken out; the last is of the YAML package.
const INT =
  /^(?:[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)|0b[-+][01]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Gives the value of a scalar.
 *
 * @throws {YamlProblem} Where its tag and its text do not go together.
 */
export function resolveScalar({ text, isPlain, tag }: YamlScalar): Resolved {
  const short = tag?.startsWith(TAGS) ? tag.slice(TAGS.length) : tag;
  if (short === undefined) {
    return isPlain ? untagged(text) : { type: "text", value: text };
  }
  if (tag === `${TAGS}binary`) return { type: "text", value: decoded(text) };
  const found = untagged(text);
  switch (tag === short ? "" : short) {
    case "bool":
    case "int":
    case "null":
      if (found.type === short) return found;
      break;
    case "float":
      if (found.type === "float") return found;
      if (found.type === "int" && !isUnsigned(text)) {
        return { ...found, type: "float" };
      }
      break;
    case "timestamp":
      if (TIMESTAMP.test(text)) return { type: "text", value: text };
      break;
    default:
      // A tag of one's own says nothing about the type, and is no reason to refuse.
      return { type: "text", value: text };
  }
  throw new YamlProblem(`has a tag !!${short} at a value that is none`);
}

function untagged(text: string): Resolved {
  if (TRUE.test(text)) return { type: "bool", value: true };
  if (FALSE.test(text)) return { type: "bool", value: false };
  if (NULL.test(text)) return { type: "null", value: null };
  if (NO_NUMBER.test(text)) return { type: "float", value: NaN };
  if (text.startsWith(".")) {
    // Here underscores are not taken out.
    return isFloat(text)
      ? { type: "float", value: Number(text) }
      : { type: "text", value: text };
  }
  if (!/^[-+0-9]/.test(text)) return { type: "text", value: text };
  const plain = text.replaceAll("_", "");
  if (INT.test(plain) && isInRange(plain)) {
    return { type: "int", value: Number(integer(plain)) };
  }
  return isFloat(plain)
    ? { type: "float", value: Number(plain) }
    : { type: "text", value: text };
}

// strconv.ParseFloat fails for what is too large.
function isFloat(text: string): boolean {
  return FLOAT.test(text) && Number.isFinite(Number(text));
}

function integer(text: string): bigint {
  const [, sign = "", base = "", digits = ""] =
    /^([-+]?)(0[xX]|0[bB]|0[oO]?(?=[0-7]))?([-+]?[0-9a-fA-F]+)$/.exec(text) ??
      [];
  const prefix = base === "" ? "" : `0${/[xXbB]$/.exec(base)?.[0] ?? "o"}`;
  const [inner = ""] = /^[-+]/.exec(digits) ?? [];
  const size = BigInt(prefix + digits.slice(inner.length));
  return (sign === "-") !== (inner === "-") ? -size : size;
}

function isInRange(text: string): boolean {
  const value = integer(text);
  const most = /^[-+]/.test(text) ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  return value >= -(2n ** 63n) && value <= most;
}

function isUnsigned(text: string): boolean {
  return integer(text.replaceAll("_", "")) >= 2n ** 63n;
}

// The formats of `parseTimestamp`. A day that a month does not have is let through.
const TIMESTAMP =
  /^\d{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])(?:[Tt]\d\d?:\d\d?:\d\d?(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)| +\d\d?:\d\d?:\d\d?(?:[.,]\d+)?)?$/;

function decoded(text: string): string {
  const digits = text.replace(/[\r\n]/g, "");
  if (!BASE64.test(digits)) {
    throw new YamlProblem("has a !!binary value that is not base64");
  }
  return new TextDecoder().decode(decodeBase64(digits));
}
