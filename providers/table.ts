/**
 * The providers there are. One line is a provider's boundary, its own chunk of
 * the program, and the place where it is loaded.
 * @module
 */
import { isMapping } from "../src/format/is_mapping.ts";
import type { ProviderTable } from "../src/provider.ts";

/** Name in the config, and module. */
export const PROVIDERS = {
  static: () => import("./static/provider.ts"),
  jwt: () => import("./jwt/provider.ts"),
  ecr: (section?: unknown) =>
    isMapping(section) && !Object.hasOwn(section, "subject") &&
      !Object.hasOwn(section, "roleAnnotation")
      ? import("./ecr/provider_without_subject.ts")
      : import("./ecr/provider.ts"),
  gcp: () => import("./gcp/provider.ts"),
  acr: () => import("./acr/provider.ts"),
  vault: () => import("./vault/provider.ts"),
  token: () => import("./token/provider.ts"),
  exchange: () => import("./exchange/provider.ts"),
} as const satisfies ProviderTable;
