/**
 * The variables that name authorities of the runtime's own connections.
 * @module
 */

/** Each names a file with certificates in PEM. */
export const AUTHORITY_FILES = [
  "DENO_CERT",
  "SSL_CERT_FILE",
  "NODE_EXTRA_CA_CERTS",
] as const;

/** Names folders with such files, as PATH does. */
export const AUTHORITY_FOLDERS = "SSL_CERT_DIR";

/** All of them. */
export const AUTHORITY_VARIABLES = [
  ...AUTHORITY_FILES,
  AUTHORITY_FOLDERS,
] as const;
