/**
 * The `exchange` section of a registry.
 * @module
 */
import {
  anything,
  mapping,
  optional,
  required,
  type Schema,
} from "../../src/schema/schema.ts";
import { isMapping } from "../../src/format/is_mapping.ts";
import type { Place } from "../../src/schema/place.ts";
import { subject } from "../../src/subject/section.ts";
import type { Subject } from "../../src/subject/subject.ts";
import { annotationOf, variablesOf } from "../../src/jwt/template.ts";
import { allow, type Allowed } from "./allow.ts";
import { type AnswerForm, answerForm, tokenForm } from "./answer.ts";
import { oauth2 } from "./oauth2.ts";
import { type Plan, variablesOfPlan } from "./plan.ts";
import { request } from "./request.ts";
import { SUBJECT } from "./value.ts";

/** What a rule asks, on whose behalf, and how it reads the answer. */
export interface ExchangeSection {
  /** `undefined` where the client's secret is all that is sent. */
  readonly subject: Subject | undefined;
  readonly plan: Plan;
  readonly answer: AnswerForm;
  readonly allowed: Allowed;
  /** Every variable beside the subject, once. */
  readonly variables: readonly string[];
}

const SUBJECT_WORDS = "the token to exchange";
const ANSWER_WORDS = "where the credentials are in the answer";

const common = {
  subject: optional(subject({ allowsNode: false }), SUBJECT_WORDS),
  allow: optional(
    allow,
    "the values of annotations that are sent, by the key of the annotation; * stands for letters, digits, dots, dashes and underscores",
  ),
};

const written = mapping({
  ...common,
  request: required(request, "the request to send"),
  answer: required(answerForm, ANSWER_WORDS),
});

const short = mapping({
  ...common,
  oauth2: required(oauth2, "the request, for a token endpoint of OAuth"),
  answer: required(tokenForm, ANSWER_WORDS),
});

const either = mapping({
  ...common,
  request: optional(anything, "the request to send"),
  oauth2: optional(anything, "the request, for a token endpoint of OAuth"),
  answer: optional(anything, ANSWER_WORDS),
});

/** The definition of the section. */
export const exchangeSection: Schema<ExchangeSection> = {
  decode(value, at): ExchangeSection | undefined {
    const [isWritten, isShort] = ["request", "oauth2"]
      .map((key) => isMapping(value) && Object.hasOwn(value, key));
    if (isWritten === isShort) {
      either.decode(value, at);
      return isMapping(value)
        ? at.report('expected exactly one of "request" and "oauth2"')
        : undefined;
    }
    const decoded = isShort
      ? short.decode(value, at)
      : written.decode(value, at);
    if (decoded === undefined) return undefined;
    const plan = "oauth2" in decoded ? decoded.oauth2 : decoded.request;
    return checked({ ...decoded, plan }, at);
  },
  json: () => ({ oneOf: [written.json(), short.json()] }),
};

interface Decoded {
  readonly subject: Subject | undefined;
  readonly allow: Allowed | undefined;
  readonly plan: Plan;
  readonly answer: AnswerForm;
}

function checked(
  { subject, allow: allowed = new Map(), plan, answer }: Decoded,
  at: Place,
): ExchangeSection | undefined {
  const { username } = answer;
  const ofAnswer = "template" in username ? variablesOf(username.template) : [];
  const ofPlan = variablesOfPlan(plan);
  const places = ofPlan.filter((name) => name === SUBJECT).length;
  if (ofAnswer.includes(SUBJECT)) {
    return at.at("answer").at("username").report(
      "never holds ${subject}: a token is not a name",
    );
  }
  if (places === 0 && subject !== undefined) {
    return at.at("subject").report(
      "is sent nowhere: write ${subject} where the request has its token, or take it out",
    );
  }
  if (places > 0 && subject === undefined) {
    return at.report(`"subject" is missing: ${SUBJECT_WORDS}`);
  }
  if (places > 1) {
    return at.report(
      "sends ${subject} more than once: a token stands in exactly one place",
    );
  }
  const variables = [...new Set([...ofPlan, ...ofAnswer])]
    .filter((name) => name !== SUBJECT);
  const used = variables.map(annotationOf).filter((key) => key !== undefined);
  const open = used.find((key) => !allowed.has(key));
  if (open !== undefined) {
    return at.report(
      `sends the annotation ${open}, into which a pod's owner may write anything: list the values under "allow"`,
    );
  }
  const idle = [...allowed.keys()].findIndex((key) => !used.includes(key));
  return idle < 0
    ? { subject, plan, answer, allowed, variables }
    : at.at("allow").at(idle).report(
      "does nothing: the rule uses no such annotation",
    );
}
