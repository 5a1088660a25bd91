/**
 * A certificate in PEM, as far as the program looks into one.
 * @module
 */

/** An empty SEQUENCE of DER (X.690) in PEM (RFC 7468). */
export const PEM = `-----BEGIN CERTIFICATE-----
MAA=
-----END CERTIFICATE-----
`;
