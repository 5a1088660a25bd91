/**
 * A private authority and a certificate for the loopback, made with openssl.
 * @module
 */

/** PEM texts, and the file of the authority. */
export interface Certificates {
  readonly caFile: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes both in a folder.
 *
 * @param hosts Further names that the certificate is for.
 */
export async function makeCertificates(
  folder: string,
  hosts: readonly string[] = [],
): Promise<Certificates> {
  const names = ["localhost", ...hosts].map((host) => `DNS:${host}`);
  const at = (name: string) => `${folder}/${name}`;
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  await openssl(
    ...["req", "-x509", ...newKey, "-nodes", "-days", "2"],
    ...["-subj", "/CN=A private authority", "-keyout", at("ca.key")],
    ...["-out", at("ca.pem")],
  );
  await openssl(
    ...["req", ...newKey, "-nodes", "-subj", "/CN=localhost"],
    ...["-keyout", at("key.pem"), "-out", at("request.pem")],
  );
  await Deno.writeTextFile(
    at("extensions"),
    `subjectAltName=${names},IP:127.0.0.1\nbasicConstraints=CA:FALSE\n`,
  );
  await openssl(
    ...["x509", "-req", "-in", at("request.pem"), "-days", "2"],
    ...["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial"],
    ...["-extfile", at("extensions"), "-out", at("cert.pem")],
  );
  return {
    caFile: at("ca.pem"),
    cert: await Deno.readTextFile(at("cert.pem")),
    key: await Deno.readTextFile(at("key.pem")),
  };
}

/** Runs openssl. */
export async function openssl(...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [...args],
    stdin: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new Error(`openssl: ${new TextDecoder().decode(stderr)}`);
  }
}
