import { assertEquals } from "@std/assert";
import {
  formOf,
  type HostForm,
  patternsBeside,
} from "../../src/image/host_form.ts";
import { patternOf } from "../kit/decoding.ts";

const FORMS: readonly HostForm[] = [
  formOf("registry.example.com"),
  [(label) => label.startsWith("a"), ...formOf("example.org")],
];

const beside = (...patterns: readonly string[]) =>
  patternsBeside(FORMS, patterns.map(patternOf)).map((at) => patterns[at]);

Deno.test("patternsBeside() passes over patterns that cover a host of a form", () => {
  assertEquals(
    beside(
      "registry.example.com",
      "registry.example.com:443/team/",
      "*.example.com",
      "reg*.*.com",
      "*.*.*",
      "acme.example.org",
      "a*.ex*.org/team",
    ),
    [],
  );
});

Deno.test("patternsBeside() gives those that cover none: another label, port or number of labels", () => {
  const patterns = [
    "registry.example.net",
    "registry.example.com:5000",
    "example.com",
    "*.*.example.com",
    "beta.example.org",
    "registries*.example.com",
  ];
  assertEquals(beside("registry.example.com", ...patterns), patterns);
});
