/**
 * A config file that cannot be read, in words.
 * @module
 */
import { CONFIG_VARIABLE, configPlaces } from "./path.ts";
import { fileRefused } from "../format/text_file.ts";
import type { FileFault } from "../format/small_file.ts";
import { ProviderError } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";

const REMEDY = `give --config FILE, set ${CONFIG_VARIABLE}, or create`;

/** The failure that belongs to a fault of the config file. */
export function configRefused(
  path: string,
  fault: FileFault,
  { most, isSearched }: {
    /** The most bytes that a config has. */
    readonly most: number;
    /** Whether the path is the first of those where a config is looked for. */
    readonly isSearched: boolean;
  },
  runtime: Pick<Runtime, "executable" | "user">,
): ProviderError {
  const code = "CONFIG_UNREADABLE" as const;
  if (path === "") {
    return new ProviderError(
      code,
      `the environment variable ${CONFIG_VARIABLE} is empty: set it to the path of the config, or unset it`,
    );
  }
  if (isSearched && fault === "missing") {
    const places = [...new Set(configPlaces(runtime.executable()))];
    return new ProviderError(
      code,
      `there is no config file: looked for ${
        places.slice(0, -1).join(", ")
      } and ${places.at(-1)}; ${REMEDY} one of these`,
    );
  }
  const kind = { what: "the config file", code, most, remedy: `${REMEDY} it` };
  return fileRefused(path, fault, kind, runtime);
}
