import { assertEquals } from "@std/assert";
import { decodeBase64, decodeBase64Url } from "../../src/format/base64.ts";
import { utf8 } from "../kit/decoding.ts";

Deno.test("decodeBase64() reads the vectors of RFC 4648, with padding, without and with white space", () => {
  const vectors = [["", ""], ["Zg==", "f"], ["Zm8=", "fo"], ["Zm9v", "foo"]];
  for (const [text = "", bytes = ""] of vectors) {
    assertEquals(decodeBase64(text), utf8(bytes), text);
    assertEquals(decodeBase64(text.replaceAll("=", "")), utf8(bytes), text);
    assertEquals(decodeBase64(` ${text}\n`), utf8(bytes), text);
  }
});

Deno.test("decodeBase64() gives nothing for what is no base64", () => {
  for (const text of ["!", "Z", "Zg=", "Zg===", "Zm9v=", "-_-_", "Zm9v."]) {
    assertEquals(decodeBase64(text), undefined, text);
  }
});

Deno.test("decodeBase64Url() reads - and _ as the two last digits", () => {
  assertEquals(decodeBase64Url("-_-_"), new Uint8Array([251, 255, 191]));
});
