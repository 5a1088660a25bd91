/**
 * The keys of `request`: one request, written out.
 * @module
 */
import { isMapping } from "../../src/format/is_mapping.ts";
import {
  mapping,
  oneOf,
  optional,
  required,
  type Schema,
  transform,
} from "../../src/schema/schema.ts";
import { absolutePath } from "../../src/schema/secret.ts";
import { parseTexts, type Texts } from "../../src/jwt/texts.ts";
import type { Plan } from "./plan.ts";
import { targetUrl } from "./url.ts";
import { credential, SUBJECT, template, type Value, value } from "./value.ts";

const basic = transform(
  mapping({
    username: required(template, "the user name"),
    password: required(credential, "the password: text, or a secret"),
  }),
  ({ username, password }) => ({
    username: { template: username },
    password,
    isFormEncoded: false,
  }),
);

/** Fields of a form in their order: text with variables, or secrets. */
export const formFields: Schema<readonly (readonly [string, Value])[]> = {
  decode(written, at) {
    if (!isMapping(written)) return at.report("expected a mapping of fields");
    // By number: a secret that stands in the wrong place would be repeated.
    const fields = Object.entries(written).map(([name, one], index) =>
      [name, value.decode(one, at.at(index))] as const
    );
    const sound = fields.flatMap(([name, one]) =>
      one === undefined ? [] : [[name, one] as const]
    );
    return sound.length === fields.length ? sound : undefined;
  },
  json: () => ({ type: "object", additionalProperties: value.json() }),
};

const json: Schema<Texts> = {
  decode: (written, at) =>
    isMapping(written)
      ? parseTexts(written, at, [SUBJECT])
      : at.report("expected a mapping"),
  json: () => ({ type: "object" }),
};

/** The definition of `request`. */
export const request: Schema<Plan> = transform(
  mapping({
    url: required(
      targetUrl,
      "the URL: https, or http on this machine; its path can contain ${node}",
    ),
    method: optional(
      oneOf(["GET", "POST"] as const),
      "GET or POST (default POST with a body, else GET)",
    ),
    basic: optional(basic, "user name and password of the request"),
    bearer: optional(
      credential,
      "the token of the request, such as ${subject}",
    ),
    form: optional(formFields, "the body, as a form"),
    json: optional(json, "the body, as JSON, with variables in its texts"),
    caFile: optional(
      absolutePath,
      "certificate authorities in PEM, trusted in addition to the system's",
    ),
  }),
  ({ url, method, ...rest }, at) => {
    const { basic, bearer, form, json } = rest;
    if (basic !== undefined && bearer !== undefined) {
      return at.report('has "basic" beside "bearer": keep one');
    }
    if (form !== undefined && json !== undefined) {
      return at.report('has "form" beside "json": a request has one body');
    }
    const hasBody = form !== undefined || json !== undefined;
    if (hasBody && method === "GET") {
      return at.at("method").report(
        'a GET has no body: write POST, or take out "form" and "json"',
      );
    }
    return {
      ...rest,
      url: url.template,
      host: url.host,
      method: method ?? (hasBody ? "POST" : "GET"),
    };
  },
);
