/**
 * One request to a service that gives out credentials, as a rule describes it.
 * @module
 */
import type { Secret } from "../../src/schema/secret_value.ts";
import type { Template } from "../../src/jwt/template.ts";
import type { Texts } from "../../src/jwt/texts.ts";
import { secretsIn, type Value, variablesIn } from "./value.ts";

/** What is sent to whom. */
export interface Plan {
  /** Has no variable but `${node}`, and that not in the host. */
  readonly url: Template;
  /** Host and port of the URL. */
  readonly host: string;
  readonly method: "GET" | "POST";
  readonly basic?: {
    readonly username: Value;
    readonly password: Value;
    /** Whether both are encoded as a form first (RFC 6749, section 2.3.1). */
    readonly isFormEncoded: boolean;
  } | undefined;
  readonly bearer?: Value | undefined;
  /** The fields of a form, in their order. */
  readonly form?: readonly (readonly [name: string, Value])[] | undefined;
  readonly json?: Texts | undefined;
  /** A file with further certificates that are trusted, in PEM. */
  readonly caFile: string | undefined;
}

/** Every variable of a request, as often as it is used. */
export function variablesOfPlan(
  { basic, bearer, form = [], json }: Plan,
): readonly string[] {
  return [
    ...valuesOf({ basic, bearer, form }).flatMap(variablesIn),
    ...json?.variables ?? [],
  ];
}

/** Every secret of a request. */
export function secretsOfPlan(
  { basic, bearer, form = [] }: Plan,
): readonly Secret[] {
  return secretsIn(valuesOf({ basic, bearer, form }));
}

function valuesOf(
  { basic, bearer, form = [] }: Pick<Plan, "basic" | "bearer" | "form">,
): readonly (Value | undefined)[] {
  return [
    basic?.username,
    basic?.password,
    bearer,
    ...form.map(([, value]) => value),
  ];
}
