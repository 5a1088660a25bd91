/**
 * Which credentials the kubelet's keyring has for an image, and for which images
 * it runs our program.
 * @module
 */
import { assertEquals, assertNotMatch } from "@std/assert";
import { config } from "../kit/program.ts";
import { type Check, usersOf, withKeyring } from "./keyring.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const REGISTRIES = config(`- name: harbor
  match: [harbor.example.com]
  cacheDuration: 1h
  static: { username: robot$ci, password: for-harbor }
- name: internal
  match: ["registry.internal:5000"]
  static: { username: node, password: { file: FOLDER/password } }
- name: wild
  match: ["*.wild.example.com"]
  static: { username: wild, password: for-wild }
- name: team
  match: [paths.example.com/team/]
  static: { username: team, password: for-team }
- name: hub
  match: [docker.io]
  static: { username: hub, password: for-hub }
- name: logged-in
  match: [ghcr.io]
  static: { dockerConfigFile: FOLDER/docker.json }
`);
const FILES = {
  password: "for-internal\n",
  "docker.json": JSON.stringify({
    auths: { "ghcr.io": { auth: btoa("me:for-ghcr") } },
  }),
};

/** An image of a pod, who pulls it, and for what the program has to be run first. */
const IMAGES: readonly (readonly [
  image: string,
  credentials: string | undefined,
  run: string | undefined,
])[] = [
  ["harbor.example.com/app", "robot$ci:for-harbor", "harbor.example.com/app"],
  ["harbor.example.com/team/app:1.4", "robot$ci:for-harbor", undefined],
  [`harbor.example.com/app@${DIGEST}`, "robot$ci:for-harbor", undefined],
  [`harbor.example.com/app:1@${DIGEST}`, "robot$ci:for-harbor", undefined],
  ["harbor.example.com:5000/app", undefined, undefined],
  ["eu.harbor.example.com/app", undefined, undefined],
  [
    "registry.internal:5000/a:1",
    "node:for-internal",
    "registry.internal:5000/a",
  ],
  [`registry.internal:5000/b@${DIGEST}`, "node:for-internal", undefined],
  ["registry.internal/a", undefined, undefined],
  ["registry.internal:443/a", undefined, undefined],
  ["eu.wild.example.com/a", "wild:for-wild", "eu.wild.example.com/a"],
  ["us.wild.example.com/a", "wild:for-wild", "us.wild.example.com/a"],
  ["eu.wild.example.com/b", "wild:for-wild", undefined],
  ["wild.example.com/a", undefined, undefined],
  ["a.eu.wild.example.com/a", undefined, undefined],
  ["paths.example.com/team/a", "team:for-team", "paths.example.com/team/a"],
  ["paths.example.com/team/b", "team:for-team", "paths.example.com/team/b"],
  ["paths.example.com/team/a:2", "team:for-team", undefined],
  ["paths.example.com/team-2/a", undefined, undefined],
  ["paths.example.com/other/team/a", undefined, undefined],
  ["nginx", "hub:for-hub", "docker.io/library/nginx"],
  ["nginx:1.27", "hub:for-hub", undefined],
  ["docker.io/library/nginx", "hub:for-hub", undefined],
  [`grafana/grafana@${DIGEST}`, "hub:for-hub", undefined],
  ["index.docker.io/library/nginx", "hub:for-hub", undefined],
  ["ghcr.io/team/a", "me:for-ghcr", "ghcr.io/team/a"],
  ["ghcr.io/team/b:1", "me:for-ghcr", "ghcr.io/team/b"],
  ["localhost/app", undefined, undefined],
];

/** @param version Of the kubelet's config and of its exchange with the program. */
export function answersEveryImage(version: string): Check {
  return async (keyring) => {
    const args = [`--api-version=${version}`];
    const node = { keyring, registries: REGISTRIES, files: FILES, args };
    await withKeyring(node, async (kubelet) => {
      const expected: string[] = [];
      for (const [image, credentials, run] of IMAGES) {
        const users = usersOf(await kubelet.ask(image));
        assertEquals(
          users,
          credentials === undefined ? [] : [credentials],
          image,
        );
        if (run !== undefined) expected.push(run);
        assertEquals(await kubelet.runs(), expected, image);
      }
      assertNotMatch(await kubelet.end(), /Failed to provide/);
    });
  };
}
