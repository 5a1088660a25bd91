/**
 * The URL that is asked: it stands in the config, whoever asks.
 * @module
 */
import { endpointFault } from "../../src/schema/endpoint_url.ts";
import { type Schema, text, transform } from "../../src/schema/schema.ts";
import { parseTemplate, type Template } from "../../src/jwt/template.ts";
import { SUBJECT } from "./value.ts";

const EXAMPLE = "https://idp.example.com/token";

/** A URL, and the host in it. */
export interface TargetUrl {
  readonly template: Template;
  readonly host: string;
}

/**
 * The definition of such a URL: `https`, or `http` on this machine, with no
 * variable but `${node}` in its path.
 */
export const targetUrl: Schema<TargetUrl> = transform(
  text(undefined, { pattern: "^https?://" }),
  (written, at) => {
    if (written.includes(`\${${SUBJECT}}`)) {
      return at.report(
        `never holds \${${SUBJECT}}, as URLs are logged on their way: send it in "basic", "bearer", "form" or "json"`,
      );
    }
    const parsed = parseTemplate(written, ["node"]);
    if ("problem" in parsed) return at.report(parsed.problem);
    const { template } = parsed;
    const one = filledUrl(template, () => "a");
    const fault = endpointFault(one, EXAMPLE);
    if (fault !== undefined) return at.report(fault);
    const { origin, host } = new URL(one);
    // Another name may make it another host, or no URL at all.
    const other = filledUrl(template, () => "b");
    return URL.canParse(other) && new URL(other).origin === origin
      ? { template, host }
      : at.report("names the host without ${node}: only its path may vary");
  },
);

/** The URL on a node, whose name is no part of its structure. */
export function filledUrl(template: Template, node: () => string): string {
  return template.map((piece) =>
    typeof piece === "string" ? piece : encodeURIComponent(node())
  ).join("");
}
