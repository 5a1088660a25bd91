import { assertEquals } from "@std/assert";
import { printable } from "../../src/runtime/printable.ts";

Deno.test("printable() replaces a run of control characters by one space", () => {
  assertEquals(printable("a\r\n\t\u0085b"), "a b");
  assertEquals(
    printable("a\nb\r\nc\td\u001b[31me\u0000f\u007fg\u009bh\u2028i\u2029j"),
    "a b c d [31me f g h i j",
  );
});

Deno.test("printable() replaces what turns the direction of a line", () => {
  assertEquals(printable("a\u202eb\u2066c\u2069d\u200fe"), "a b c d e");
});

Deno.test("printable() leaves text in every script as it is", () => {
  for (const text of ["plain text", "ümläut", "日本", "עברית", "👩‍👩‍👧", ""]) {
    assertEquals(printable(text), text);
  }
});
