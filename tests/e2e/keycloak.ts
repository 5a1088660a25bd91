/**
 * Keycloak, a server of OAuth that comes from Maven Central: kept outside the
 * repository, and started on a port of the loopback with nothing on a disk.
 * @module
 */
import { freePort, works } from "./machine.ts";
import { cacheFolder } from "./suite.ts";

/** The release, and so the folder that it is kept in. */
export const VERSION = "26.7.3";
const SHA256 =
  "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f";
const URL_OF_ZIP =
  `https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist/${VERSION}/keycloak-quarkus-dist-${VERSION}.zip`;

const ADMIN = "admin";

/** A Keycloak that runs. */
export interface Keycloak {
  /** The URL of a realm, which is the issuer of its tokens. */
  realm(name: string): string;
  /** Makes a realm from its export (Keycloak Admin REST API). */
  create(realm: Readonly<Record<string, unknown>>): Promise<void>;
}

/**
 * Finds Keycloak, or fetches it; installs Java and unzip where they are missing
 * and apt-get may.
 *
 * @returns Its folder, or why there is none.
 */
export async function setUpKeycloak(): Promise<
  { readonly folder: string } | { readonly missing: string }
> {
  const cache = cacheFolder();
  if (cache === undefined) {
    return { missing: "neither HOME nor XDG_CACHE_HOME is set" };
  }
  if (!await works("java", "-version") || !await works("unzip", "-v")) {
    const packages = ["unzip", "default-jre-headless"];
    if (!await works("apt-get", "install", "-y", "-q", ...packages)) {
      return { missing: "Java and unzip are needed, and apt-get fails" };
    }
  }
  const folder = `${cache}/keycloak-${VERSION}`;
  if (await exists(`${folder}/bin/kc.sh`)) return { folder };
  console.log(`fetching Keycloak ${VERSION} into ${folder}`);
  await Deno.mkdir(cache, { recursive: true });
  const part = await Deno.makeTempDir({ dir: cache, prefix: "keycloak-" });
  try {
    const zip = `${part}/keycloak.zip`;
    if (!await works("curl", "-fsSL", "-o", zip, URL_OF_ZIP)) {
      return { missing: "Maven Central cannot be reached" };
    }
    const digest = await crypto.subtle.digest(
      "SHA-256",
      await Deno.readFile(zip),
    );
    if (new Uint8Array(digest).toHex() !== SHA256) {
      return { missing: "what Maven Central gives has another checksum" };
    }
    if (!await works("unzip", "-q", zip, "-d", part)) {
      return { missing: "unzip fails" };
    }
    await Deno.rename(`${part}/keycloak-${VERSION}`, folder);
    return { folder };
  } finally {
    await Deno.remove(part, { recursive: true });
  }
}

/**
 * Runs something with a server, which is gone afterwards.
 *
 * @param options Further ones of `kc.sh start-dev`; it listens on the loopback
 *   alone where nothing is given.
 */
export async function withKeycloak(
  folder: string,
  use: (keycloak: Keycloak) => Promise<void>,
  options: readonly string[] = ["--http-host=127.0.0.1"],
): Promise<void> {
  const port = freePort();
  const child = new Deno.Command(`${folder}/bin/kc.sh`, {
    args: [
      "start-dev",
      "--db=dev-mem",
      `--http-port=${port}`,
      ...options,
    ],
    env: {
      KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN,
      KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN,
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  const realm = (name: string) => `${url}/realms/${name}`;
  try {
    await untilItAnswers(realm("master"));
    await use({
      realm,
      create: async (representation) => {
        await posted(`${url}/admin/realms`, {
          headers: {
            authorization: `Bearer ${await adminToken(realm("master"))}`,
            "content-type": "application/json",
          },
          body: JSON.stringify(representation),
        });
      },
    });
  } finally {
    child.kill("SIGTERM");
    await child.status;
  }
}

/**
 * Posts to a server.
 *
 * @throws {Error} Where it refuses.
 */
export async function posted(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, { method: "POST", ...init });
  const text = await response.text();
  if (response.ok) return text;
  throw new Error(`${url}: ${response.status} ${text}`);
}

async function adminToken(realm: string): Promise<string> {
  const text = await posted(`${realm}/protocol/openid-connect/token`, {
    body: new URLSearchParams({
      "grant_type": "password",
      "client_id": "admin-cli",
      username: ADMIN,
      password: ADMIN,
    }),
  });
  return JSON.parse(text)["access_token"];
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 1_800; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("Keycloak does not answer within 6 minutes");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
