/**
 * The grammar of image references, written a second time: the expressions of
 * `regexp.go` of `github.com/distribution/reference`, and what `ParseImageName`
 * of Kubernetes makes of a name that they accept.
 * @module
 */

const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const DOMAIN =
  `(?:${LABEL}(?:\\.${LABEL})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
const PART = "[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*";
const NAME = `(?:(${DOMAIN})/)?(${PART}(?:/${PART})*)`;
const DIGEST =
  "(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})";
const REFERENCE = new RegExp(
  `^${NAME}(?::[\\w][\\w.-]{0,127})?(?:@${DIGEST})?$`,
);

/** The normalised name without tag and digest; `undefined` where Go refuses it. */
export function parseNormalizedNamed(reference: string): string | undefined {
  if (/^[a-f0-9]{64}$/.test(reference)) return undefined;
  const slash = reference.indexOf("/");
  const first = reference.slice(0, Math.max(slash, 0));
  const isDomain = slash >= 0 &&
    (/[.:]/.test(first) || first === "localhost" ||
      first.toLowerCase() !== first);
  let domain = isDomain ? first : "docker.io";
  let rest = isDomain ? reference.slice(slash + 1) : reference;
  if (domain === "index.docker.io") domain = "docker.io";
  if (domain === "docker.io" && !rest.includes("/")) rest = `library/${rest}`;
  const [, host, path = ""] = REFERENCE.exec(`${domain}/${rest}`) ?? [];
  if (path === "") return undefined;
  // A domain that is no host is the first component of a path to the grammar.
  const name = host === undefined ? path : `${host}/${path}`;
  const longest = name.slice(name.indexOf("/") + 1);
  return longest.length > 255 ? undefined : name;
}
