/**
 * Patterns that cover every registry, for an entry that has to be run for
 * registries that no rule names yet.
 * @module
 */

/** Labels of a host name that are covered: `localhost` has one. */
const MOST_LABELS = 8;

/**
 * Ports on which registries are served: none, those of HTTP and HTTPS, 3000
 * (Gitea, Forgejo), 5000 and 5001 (distribution, zot, Kind's examples), 5050
 * (GitLab), 8080 to 8083 (Nexus, JFrog), 8443, 9443.
 */
const PORTS: readonly string[] = [
  "",
  ...[80, 443, 3000, 5000, 5001, 5050, 8080, 8081, 8082, 8083, 8443, 9443]
    .map((port) => `:${port}`),
];

const HOSTS = Array.from(
  { length: MOST_LABELS },
  (_, more) => Array(more + 1).fill("*").join("."),
);

/**
 * The patterns. A pattern of the kubelet covers hosts with exactly its number of
 * labels and exactly its port (`URLsMatch` of `pkg/credentialprovider`).
 */
export const ANY_HOST: readonly string[] = PORTS.flatMap((port) =>
  HOSTS.map((host) => host + port)
);

/** Tells whether patterns cover every host without a port: nobody else writes that. */
export function coversAnyHost(patterns: readonly string[]): boolean {
  return HOSTS.every((host) => patterns.includes(host));
}
