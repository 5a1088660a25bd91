/**
 * The smallest image, as an OCI image layout
 * (`opencontainers/image-spec`, `image-layout.md`).
 * @module
 */

/** What is in an image; nothing where nothing is given. */
export interface Content {
  /** Its files, as an archive of tar. */
  readonly tar: Uint8Array<ArrayBuffer>;
  /** The command of its containers. */
  readonly command: readonly string[];
}

/** Two blocks of zeros: the end of an archive without files. */
const EMPTY: Content = { tar: new Uint8Array(1024), command: [] };

/**
 * Writes a layout with one image, tagged `latest`.
 *
 * @returns The digest of its manifest.
 */
export async function writeImage(
  folder: string,
  { tar, command }: Content = EMPTY,
): Promise<string> {
  await Deno.mkdir(`${folder}/blobs/sha256`, { recursive: true });
  const layer = await writeBlob(folder, await gzip(tar));
  const config = await writeJson(folder, {
    architecture: "amd64",
    os: "linux",
    config: command.length === 0 ? {} : { Cmd: command },
    rootfs: { type: "layers", diff_ids: [await digestOf(tar)] },
  });
  const type = "application/vnd.oci.image";
  const manifest = await writeJson(folder, {
    schemaVersion: 2,
    mediaType: `${type}.manifest.v1+json`,
    config: { mediaType: `${type}.config.v1+json`, ...config },
    layers: [{ mediaType: `${type}.layer.v1.tar+gzip`, ...layer }],
  });
  const index = {
    schemaVersion: 2,
    manifests: [{
      mediaType: `${type}.manifest.v1+json`,
      ...manifest,
      annotations: { "org.opencontainers.image.ref.name": "latest" },
    }],
  };
  await Deno.writeTextFile(`${folder}/index.json`, JSON.stringify(index));
  const version = { imageLayoutVersion: "1.0.0" };
  await Deno.writeTextFile(`${folder}/oci-layout`, JSON.stringify(version));
  return manifest.digest;
}

/** The digest of the manifest of the only image in a layout. */
export async function readDigest(folder: string): Promise<string> {
  const index = JSON.parse(await Deno.readTextFile(`${folder}/index.json`));
  return index.manifests[0].digest;
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

function writeJson(folder: string, value: unknown): Promise<Descriptor> {
  return writeBlob(folder, new TextEncoder().encode(JSON.stringify(value)));
}

async function writeBlob(
  folder: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Descriptor> {
  const digest = await digestOf(bytes);
  const name = digest.replace(":", "/");
  await Deno.writeFile(`${folder}/blobs/${name}`, bytes);
  return { digest, size: bytes.length };
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `sha256:${new Uint8Array(hash).toHex()}`;
}

async function gzip(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}
