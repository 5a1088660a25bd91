/**
 * Host names of Amazon ECR.
 *
 * The forms are those of AWS's own `ecr-credential-provider`: all partitions,
 * dual stack and FIPS.
 * @module
 */

/** What a host name of ECR tells. */
export type EcrHost =
  | {
    readonly kind: "private";
    readonly account: string;
    readonly region: string;
    readonly fips: boolean;
    readonly dualStack: boolean;
  }
  | { readonly kind: "public"; readonly dualStack: boolean };

/** Ends of a host name of a private registry; true for those that are reached over IPv4 and IPv6. */
export const SUFFIXES: Readonly<Record<string, boolean>> = {
  "amazonaws.com": false,
  "amazonaws.com.cn": false,
  "amazonaws.eu": false,
  "c2s.ic.gov": false,
  "sc2s.sgov.gov": false,
  "cloud.adc-e.uk": false,
  "csp.hci.ic.gov": false,
  "on.aws": true,
  "on.amazonwebservices.com.cn": true,
};

/** Host names of the public registry; true for the one that is reached over IPv4 and IPv6. */
export const PUBLIC: Readonly<Record<string, boolean>> = {
  "public.ecr.aws": false,
  "ecr-public.aws.com": true,
};

/**
 * Recognises a registry of ECR.
 *
 * @param registry Host, possibly with the port 443.
 * @returns `undefined` for anything else: no token is ever asked for it.
 */
export function parseEcrHost(registry: string): EcrHost | undefined {
  const host = registry.replace(/:443$/, "");
  const dualStack = Object.hasOwn(PUBLIC, host) ? PUBLIC[host] : undefined;
  if (dualStack !== undefined) return { kind: "public", dualStack };
  const form =
    /^(\d{12})\.dkr[.-]ecr(-fips)?\.([a-zA-Z0-9][a-zA-Z0-9_-]*)\.(.+)$/;
  const [, account = "", fips, region = "", suffix = ""] = form.exec(host) ??
    [];
  const isDual = Object.hasOwn(SUFFIXES, suffix) ? SUFFIXES[suffix] : undefined;
  if (isDual === undefined) return undefined;
  return {
    kind: "private",
    account,
    region,
    fips: fips !== undefined,
    dualStack: isDual,
  };
}
