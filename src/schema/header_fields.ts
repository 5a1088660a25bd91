/**
 * Headers of a request in the config: each value is a secret.
 * @module
 */
import { ProviderError } from "../runtime/errors.ts";
import { isMapping } from "../format/is_mapping.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Schema } from "./schema.ts";
import { secretOrEmpty } from "./secret.ts";
import type { Secret } from "./secret_value.ts";
import { readSecret } from "./read_secret.ts";

/** A header. */
export interface HeaderField {
  readonly name: string;
  readonly value: Secret;
}

/** More than any receiver asks for. */
const MOST = 20;

/** `token` of RFC 9110, section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;

/** What the request itself decides: its body, its connection, and who sends it. */
const OWN = [
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
];

/**
 * A mapping of header names to secrets.
 *
 * Problems tell the number of a header and never its name: a secret that stands
 * in the wrong place would be repeated.
 */
export const headerFields: Schema<readonly HeaderField[]> = {
  decode(value, at): readonly HeaderField[] | undefined {
    if (!isMapping(value)) return at.report("expected a mapping of headers");
    const entries = Object.entries(value);
    if (entries.length > MOST) {
      return at.report(`has ${entries.length} headers: the most is ${MOST}`);
    }
    const names = entries.map(([name]) => name.toLowerCase());
    const fields = entries.map(([name, given], index) => {
      const here = at.at(index);
      const fault = nameFault(name, names.indexOf(name.toLowerCase()) < index);
      if (fault !== undefined) return here.report(fault);
      const decoded = secretOrEmpty.decode(given, here);
      return decoded?.kind === "inline" && !isHeaderText(decoded.value)
        ? here.report("holds a character that no header can have")
        : decoded && { name, value: decoded };
    });
    return fields.every((one) => one !== undefined) ? fields : undefined;
  },
  json: () => ({
    type: "object",
    maxProperties: MOST,
    propertyNames: {
      pattern: NAME.source,
      not: { pattern: `^(?:${OWN.map(inAnyCase).join("|")})$` },
    },
    additionalProperties: secretOrEmpty.json(),
  }),
};

/**
 * The value of a header, read anew.
 *
 * @throws {ProviderError} `SECRET_UNREADABLE` or `SECRET_INVALID`.
 */
export async function headerValue(
  { name, value }: HeaderField,
  runtime: Runtime,
): Promise<string> {
  const text = await readSecret(value, runtime);
  if (isHeaderText(text)) return text;
  throw new ProviderError(
    "SECRET_INVALID",
    `the secret of the header ${name} holds a character that no header can have, such as a second line`,
  );
}

function nameFault(name: string, isRepeated: boolean): string | undefined {
  if (!NAME.test(name)) return "has a name that is not a name of a header";
  if (OWN.includes(name.toLowerCase())) {
    return "is a header that this program sets itself: take it out";
  }
  return isRepeated ? "is there twice: case makes no difference" : undefined;
}

// Horizontal tab, and the visible and further characters of RFC 9110, section
// 5.5, as the bytes that they are sent as.
function isHeaderText(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

function inAnyCase(name: string): string {
  return name.replace(/[a-z]/g, (it) => `[${it.toUpperCase()}${it}]`);
}
