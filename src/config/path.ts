/**
 * Where the config is, where `--config` does not say.
 * @module
 */

/** The variable that names the config file. */
export const CONFIG_VARIABLE = "REGISTRY_CREDENTIAL_PROVIDER_CONFIG";

/** The config that an executable finds without being told: beside itself. */
export function configBeside(executable: string): string {
  return `${executable.slice(0, executable.lastIndexOf("/"))}/registries.yaml`;
}
