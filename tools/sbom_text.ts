/**
 * The software bill of materials, as CycloneDX 1.6 has it.
 * @module
 */
import { type BundledPackage, manifest } from "./bundled_packages.ts";

/** What `deno.lock` says of the packages. */
export interface LockFile {
  readonly specifiers: { readonly [specifier: string]: string };
  readonly jsr: { readonly [id: string]: Locked };
  readonly npm: { readonly [id: string]: Locked };
}

interface Locked {
  readonly integrity: string;
  readonly dependencies?: readonly string[];
}

/** A program that was built, and what it stands on. */
export interface BuiltProgram {
  /** The name of its file. */
  readonly name: string;
  readonly target: string;
  /** In hex, of the whole file. */
  readonly sha256: string;
  /** In hex, of the part that `deno compile` took from its base. */
  readonly baseSha256: string;
}

/** What a bill is made of. */
export interface SbomFacts {
  readonly version: string;
  readonly packages: readonly BundledPackage[];
  readonly lock: LockFile;
  readonly programs: readonly BuiltProgram[];
  readonly deno: { readonly deno: string; readonly v8: string };
  /** Seconds since 1970, as SOURCE_DATE_EPOCH has them; no time where not given. */
  readonly epoch?: number | undefined;
}

const NAME = "registry-credential-provider";

/**
 * The bill of materials. The same facts give the same text: it has no serial
 * number and no time of its own.
 *
 * @throws {Error} When a package is not in `deno.lock`.
 */
export async function sbomText(facts: SbomFacts): Promise<string> {
  const { version, packages, lock, programs, deno, epoch } = facts;
  const root = `pkg:generic/${NAME}@${version}`;
  const runtime = `pkg:generic/deno@${deno.deno}`;
  const v8 = `pkg:generic/v8@${deno.v8}`;
  const direct = new Set(
    Object.entries(lock.specifiers).map(
      ([specifier, found]) =>
        `${specifier.replace(/^(\w+:@?[^@]+)@.*$/, "$1")}@${found}`,
    ),
  );
  const refs = new Map(packages.map((one) => [idOf(one), purlOf(one)]));
  const dependsOn = (wanted: (id: string) => boolean): string[] =>
    [...refs].filter(([id]) => wanted(id)).map(([, purl]) => purl).sort();
  const bill = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      ...epoch === undefined
        ? {}
        : { timestamp: new Date(epoch * 1_000).toISOString() },
      component: {
        type: "application",
        "bom-ref": root,
        name: NAME,
        version,
        licenses: licence("Apache-2.0"),
        purl: root,
        components: programs.map(({ name, sha256 }) => ({
          type: "file",
          "bom-ref": name,
          name,
          hashes: [{ alg: "SHA-256", content: sha256 }],
        })),
      },
    },
    components: [
      {
        type: "platform",
        "bom-ref": runtime,
        name: "deno",
        version: deno.deno,
        description: "the runtime, as the base of deno compile (denort)",
        licenses: licence("MIT"),
        cpe: `cpe:2.3:a:deno:deno:${deno.deno}:*:*:*:*:*:*:*`,
        purl: runtime,
        properties: programs.map(({ target, baseSha256 }) => ({
          name: `denort:${target}:sha256`,
          value: baseSha256,
        })),
      },
      {
        type: "library",
        "bom-ref": v8,
        name: "v8",
        version: deno.v8,
        licenses: licence("BSD-3-Clause"),
        purl: v8,
      },
      ...await Promise.all(packages.map((one) => component(one, lock))),
    ],
    dependencies: [
      { ref: root, dependsOn: [...dependsOn((id) => direct.has(id)), runtime] },
      { ref: runtime, dependsOn: [v8] },
      ...packages.map((one) => {
        const named = locked(one, lock).dependencies ?? [];
        const ids = new Set(
          named.flatMap((name) => idsOf(name, one, packages)),
        );
        return { ref: purlOf(one), dependsOn: dependsOn((id) => ids.has(id)) };
      }),
    ],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

async function component(one: BundledPackage, lock: LockFile) {
  const [, scope, name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(one.name) ?? [];
  const { integrity } = locked(one, lock);
  const common = {
    type: "library",
    "bom-ref": purlOf(one),
    ...scope === undefined ? {} : { group: scope },
    name,
    version: one.version,
  };
  if (one.registry === "jsr") {
    // The lock file has the checksum of the list of files, each with its own.
    const url = `https://jsr.io/${one.name}/${one.version}_meta.json`;
    const hashes = [{ alg: "SHA-256", content: integrity }];
    return {
      ...common,
      licenses: licence("MIT"),
      purl: purlOf(one),
      externalReferences: [{ type: "distribution", url, hashes }],
    };
  }
  const bytes = Uint8Array.fromBase64(integrity.replace(/^sha512-/, ""));
  const { license } = await manifest(one.folder);
  return {
    ...common,
    hashes: [{ alg: "SHA-512", content: bytes.toHex() }],
    ...license === undefined ? {} : { licenses: licence(license) },
    purl: purlOf(one),
  };
}

function idOf({ registry, name, version }: BundledPackage): string {
  return `${registry}:${name}@${version}`;
}

// purl has no type for JSR.
function purlOf({ registry, name, version }: BundledPackage): string {
  const path = name.replace("@", "%40");
  return registry === "npm"
    ? `pkg:npm/${path}@${version}`
    : `pkg:generic/${path}@${version}?download_url=${
      encodeURIComponent(`https://jsr.io/${name}/${version}_meta.json`)
    }`;
}

function locked(one: BundledPackage, { npm, jsr }: LockFile): Locked {
  const id = `${one.name}@${one.version}`;
  const found = (one.registry === "npm" ? npm : jsr)[id];
  if (found === undefined) throw new Error(`${id} is not in deno.lock`);
  return found;
}

/** deno.lock names the version of a dependency only where there are several. */
function idsOf(
  dependency: string,
  { registry }: BundledPackage,
  packages: readonly BundledPackage[],
): readonly string[] {
  const named = dependency.replace(/^(?:jsr|npm):/, "");
  return packages.filter((one) =>
    one.registry === registry &&
    (one.name === named || `${one.name}@${one.version}` === named)
  ).map(idOf);
}

function licence(id: string) {
  return [{ license: { id } }];
}
