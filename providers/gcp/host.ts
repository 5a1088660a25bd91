/**
 * Host names of Google Artifact Registry and Container Registry.
 *
 * https://cloud.google.com/artifact-registry/docs/docker/pushing-and-pulling and
 * .../transition/gcr-repositories have the forms.
 * @module
 */

/** An example for messages. */
export const HOST_EXAMPLE = "europe-docker.pkg.dev";

/**
 * Whether a host is a registry of Google. An access token opens far more than
 * that, so no other host is ever given one.
 */
export function isGoogleHost(host: string): boolean {
  return /^(?:[a-z0-9-]+\.)?gcr\.io$|^[a-z0-9-]+-docker\.pkg\.dev$/.test(host);
}
