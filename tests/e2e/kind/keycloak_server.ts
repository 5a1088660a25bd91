/**
 * Keycloak with one realm as a process of its own, in the network of the nodes. Its
 * argument is a file with {@linkcode Settings}. It prints the public keys of the
 * realm, and ends with its standard input.
 * @module
 */
import { withKeycloak } from "../keycloak.ts";

/** What it is told. */
export interface Settings {
  /** The folder of Keycloak. */
  readonly folder: string;
  /** Options of `kc.sh start-dev`. */
  readonly options: readonly string[];
  /** The export of the realm. */
  readonly realm: Readonly<Record<string, unknown>>;
}

const [file = ""] = Deno.args;
const settings: Settings = JSON.parse(await Deno.readTextFile(file));
await withKeycloak(settings.folder, async (keycloak) => {
  await keycloak.create(settings.realm);
  const realm = keycloak.realm(String(settings.realm["realm"]));
  const response = await fetch(`${realm}/protocol/openid-connect/certs`);
  console.log(JSON.stringify(await response.json()));
  for await (const _ of Deno.stdin.readable) { /* until it ends */ }
}, settings.options);
