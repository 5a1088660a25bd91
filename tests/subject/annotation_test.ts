import { assertEquals, assertThrows } from "@std/assert";
import { ProviderError } from "../../src/runtime/errors.ts";
import { text } from "../../src/schema/schema.ts";
import {
  annotationChoice,
  chosenValue,
  withAnnotation,
} from "../../src/subject/annotation.ts";
import { decoded } from "../kit/decoding.ts";
import { accountClaims, podRequest } from "../kit/subjects.ts";

const CHOICE = { key: "example.com/role", allow: ["a", "b"] };
const request = (annotations: Record<string, string>) =>
  podRequest(accountClaims(["x"]), annotations);

Deno.test("chosenValue() is the value of the rule that the annotation names", () => {
  assertEquals(chosenValue(CHOICE, request({ [CHOICE.key]: "b" }), "c"), "b");
  assertEquals(chosenValue(CHOICE, request({}), "c"), "c");
  assertEquals(chosenValue(CHOICE, podRequest(), "c"), "c");
});

Deno.test("chosenValue() refuses every other value, and does not repeat it", () => {
  for (const value of ["", "A", "a ", "a/../b", "canary", "__proto__"]) {
    const error = assertThrows(
      () => chosenValue(CHOICE, request({ [CHOICE.key]: value }), "a"),
      ProviderError,
      "is not one of the values that the rule allows",
    );
    assertEquals(error.code, "VARIABLE_UNAVAILABLE");
    assertEquals(error.message.includes("canary"), false);
  }
  assertThrows(
    () => chosenValue(CHOICE, request({}), undefined),
    ProviderError,
    "has no annotation example.com/role",
  );
});

Deno.test("annotationChoice() takes no key that the kubelet would refuse", () => {
  const schema = annotationChoice(text(), "example.com/role");
  const problemsOf = (key: string) =>
    decoded(schema, { ...CHOICE, key }).problems;
  assertEquals(problemsOf("Example.com/Role_1"), []);
  for (const key of ["", "a b", "example.com/", "example.com/a/b"]) {
    assertEquals(problemsOf(key), [
      "key: is not an annotation key: write name or example.com/name",
    ], key);
  }
});

Deno.test("annotationChoice() needs the values that the annotation may have", () => {
  const schema = annotationChoice(text(), "example.com/role");
  assertEquals(decoded(schema, CHOICE).value, CHOICE);
  const refused = [{ key: "a" }, { key: "", allow: ["a"] }, {
    key: "a",
    allow: [],
  }];
  for (const written of refused) {
    assertEquals(decoded(schema, written).value, undefined);
  }
});

Deno.test("withAnnotation() asks the kubelet for the annotation as well", () => {
  const account = {
    annotationKeys: ["b"],
    audience: "x",
    isDefaultAudience: false,
    cacheType: "ServiceAccount",
    isRequired: true,
  } as const;
  assertEquals(withAnnotation(account, undefined), account);
  assertEquals(withAnnotation(undefined, CHOICE), undefined);
  assertEquals(withAnnotation(account, CHOICE)?.annotationKeys, [
    "b",
    CHOICE.key,
  ]);
});
