import { assertEquals } from "@std/assert";
import { printable } from "../../src/runtime/printable.ts";

Deno.test("printable() replaces the sets of Unicode that it names, and nothing else", () => {
  for (let code = 0; code <= 0xffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue; // halves of a pair
    const text = String.fromCharCode(code);
    const isForbidden = /^[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]$/u.test(text);
    assertEquals(printable(text), isForbidden ? " " : text, `U+${code}`);
  }
});
