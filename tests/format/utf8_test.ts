import { assertEquals } from "@std/assert";
import { decodeUtf8 } from "../../src/format/utf8.ts";
import { utf8 } from "../kit/decoding.ts";

Deno.test("decodeUtf8() gives nothing for bytes that are no UTF-8", () => {
  assertEquals(decodeUtf8(utf8("a\u0000é😀")), "a\u0000é😀");
  assertEquals(decodeUtf8(new Uint8Array()), "");
  assertEquals(decodeUtf8(utf8("\ufeffa")), "a");
  // An overlong slash, a surrogate, a lone continuation byte.
  for (const bytes of [[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0x80]]) {
    assertEquals(decodeUtf8(new Uint8Array(bytes)), undefined);
  }
});
