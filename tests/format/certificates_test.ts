import { assertEquals } from "@std/assert";
import {
  certificatesIn,
  withoutCertificates,
} from "../../src/format/certificates.ts";
import { makeCertificates } from "../kit/aws/certificates.ts";
import { PEM } from "../kit/pem.ts";
import { withFiles } from "../kit/program.ts";

const count = (text: string) => certificatesIn(text)?.length;

Deno.test("certificatesIn() finds every certificate, whatever stands between them", () => {
  const texts: readonly (readonly [string, number])[] = [
    ["", 0],
    ["no PEM", 0],
    [PEM, 1],
    [`${PEM}# a comment\n${PEM}`, 2],
    [`-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${PEM}`, 1],
    [PEM.replaceAll("\n", "\r\n"), 1],
    // OpenSSL's own form, which has more than the certificate in it.
    [PEM.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"), 0],
  ];
  for (const [text, expected] of texts) {
    assertEquals(count(text), expected, text);
  }
});

Deno.test("certificatesIn() reads what openssl writes", async () => {
  await withFiles({}, async (folder) => {
    const { caFile, cert } = await makeCertificates(folder);
    const ca = await Deno.readTextFile(caFile);
    assertEquals(count(`${ca}${cert}`), 2);
  });
});

Deno.test("certificatesIn() knows the forms of a length (X.690, 8.1.3)", () => {
  const block = (head: readonly number[], length: number) => {
    const der = [...head, ...Array(length).fill(0)];
    return PEM.replace("MAA=", new Uint8Array(der).toBase64());
  };
  for (
    const [head, length] of [
      [[0x30, 0x7f], 127],
      [[0x30, 0x81, 0x80], 128],
      [[0x30, 0x82, 0x01, 0x00], 256],
    ] as const
  ) {
    assertEquals(count(block(head, length)), 1);
    assertEquals(count(block(head, length - 1)), undefined);
    assertEquals(count(block(head, length + 1)), undefined);
  }
});

Deno.test("certificatesIn() gives none where one is damaged", () => {
  const broken = [
    "-----BEGIN CERTIFICATE-----\nMAA=\n",
    PEM.replace("MAA=", "M?A="),
    PEM.replace("MAA=", ""),
    // No SEQUENCE, one that is longer than the bytes, and one that is shorter.
    PEM.replace("MAA=", "AgA="),
    PEM.replace("MAA=", "MAE="),
    PEM.replace("MAA=", "MAAA"),
  ];
  for (const text of broken) {
    assertEquals(count(text), undefined, text);
    assertEquals(count(PEM + text), undefined, text);
  }
});

Deno.test("withoutCertificates() leaves the rest as it is", () => {
  assertEquals(withoutCertificates(`a\n${PEM}b\n${PEM}c`), "a\n\nb\n\nc");
});
