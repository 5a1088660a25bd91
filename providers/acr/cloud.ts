/**
 * The clouds of Azure: where their registries are, and who gives out tokens.
 * @module
 */

/** A cloud. */
interface Cloud {
  /** The host of Microsoft Entra ID. */
  readonly authority: string;
  /** How the host names of registries end. */
  readonly suffixes: readonly string[];
}

/**
 * By the names that rules have for them.
 *
 * Hosts of registries: `acrLoginServer` of the endpoints that Azure Resource
 * Manager tells (azure-sdk-for-go, sdk/azcore/cloud). Authorities: Microsoft Entra,
 * "National clouds"; for China the one that its own documents name.
 */
export const CLOUDS = {
  public: {
    authority: "login.microsoftonline.com",
    // The second was that of Germany, whose registries moved to the first.
    suffixes: [".azurecr.io", ".azurecr.de"],
  },
  usGovernment: {
    authority: "login.microsoftonline.us",
    suffixes: [".azurecr.us"],
  },
  china: {
    authority: "login.partner.microsoftonline.cn",
    suffixes: [".azurecr.cn"],
  },
} as const satisfies Readonly<Record<string, Cloud>>;

/** The name of a cloud. */
export type CloudName = keyof typeof CLOUDS;

/** All names. */
export const CLOUD_NAMES = Object.keys(CLOUDS) as readonly CloudName[];

/**
 * Whether a host is a registry of a cloud: one label before the end, with letters,
 * digits and, where the name is protected by a hash, dashes.
 */
export function isAcrHost(host: string, cloud: CloudName): boolean {
  return CLOUDS[cloud].suffixes.some((suffix) =>
    host.endsWith(suffix) &&
    /^[a-z0-9][a-z0-9-]{0,62}$/.test(host.slice(0, -suffix.length))
  );
}
