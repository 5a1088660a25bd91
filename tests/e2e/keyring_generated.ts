/**
 * Files for a kubelet that nobody wrote: good ones, changed at random in a few
 * places. The same seed gives the same files.
 * @module
 */
import scalars from "../testdata/kubelet_scalars.json" with { type: "json" };

const API = "credentialprovider.kubelet.k8s.io/v1";

const JSON_FILE = {
  apiVersion: "kubelet.config.k8s.io/v1",
  kind: "CredentialProviderConfig",
  providers: [{
    name: "other",
    apiVersion: API,
    matchImages: ["a.example.com", "*.b.example.com"],
    defaultCacheDuration: "10m",
    env: [{ name: "A", value: "é" }],
  }],
};

const HEAD = `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
`;

/** What is changed; all are accepted as they are. */
const GOOD: readonly string[] = [
  `${HEAD}  - name: other   # of the cloud
    apiVersion: ${API}
    matchImages: [a.example.com, "*.b.example.com"]
    defaultCacheDuration: 10m
    env:
      - name: A
        value: x
      - {name: B, value: 'y z'}
    args: ["--a", '--b']
`,
  `---
# a comment
${HEAD}- name: other
  apiVersion: ${API}
  matchImages:
  - a.example.com
  - '*.b.example.com'

  defaultCacheDuration: 1h
  args:
    - --v=5
    - |
      text
       more
  tokenAttributes: &t
    serviceAccountTokenAudience: x
    cacheType: ServiceAccount
    requireServiceAccount: yes
- name: second
  apiVersion: ${API}
  matchImages: ["b.example.com"]
  defaultCacheDuration: >-
    1h
  tokenAttributes:
    <<: *t
    optionalServiceAccountAnnotationKeys: [k,
      l]
...
`,
  `# the list in brackets
kind: CredentialProviderConfig
apiVersion: kubelet.config.k8s.io/v1
providers: [
  {name: other, apiVersion: ${API}, matchImages: [a.example.com],
   defaultCacheDuration: 10m, env: [{name: A, value: "1"}, ],
  },
]
---
second: [document
`,
  JSON.stringify(JSON_FILE),
  JSON.stringify(JSON_FILE, null, 2),
  `\n  ${JSON.stringify(JSON_FILE, null, "\t")}\n`,
];

// What is put in somewhere.
const YAML_BITS = (
  "\t|\n\t\n|\n\n|\n\t# c\n|\n# c\n|\r|\r\n| |  |-|- |: |:|#| #|[|]|{|}|,|&a |*t|!|!!str |!!int |" +
  "'|\"|%|@|`|\\|\\/|\\x41|...|\n---\n|\n...\n|~|null|yes|0|010|1e3|<<|é|\u0085|\u00a0|=|x: y\n|[a, b]"
).split("|");
const JSON_BITS = (
  ",|# c\n|// c\n|/* c */|'|\"|\t|\n|\\|\\u00e9|\\ud800|\\/|\\x41|1|01|-|+1|true|True|null|nul|{}|[]|{|}|]|" +
  '\u00a0|\u2028|"name": "y",|"a":1,"a":2,|\u0007|1e3|\n---\n'
).split("|");

/** Gives that many files. */
export function generatedFiles(
  seed: number,
  count: number,
): readonly string[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, at) => {
    const good = GOOD[at % GOOD.length] ?? "";
    const bits = good.trimStart().startsWith("{") ? JSON_BITS : YAML_BITS;
    let text = good;
    for (let left = random(3); left > 0; left--) {
      text = changed(text, bits, random);
    }
    return text;
  });
}

/** Gives a whole number from 0 below a bound (mulberry32). */
type Random = (below: number) => number;

function randomOf(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor(
      ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below,
    );
  };
}

function changed(
  text: string,
  bits: readonly string[],
  random: Random,
): string {
  const lines = text.split("\n");
  const line = random(lines.length);
  const old = lines[line] ?? "";
  const at = random(text.length + 1);
  const bit = bits[random(bits.length)] ?? "";
  switch (random(8)) {
    case 0: // a line goes
      return lines.toSpliced(line, 1).join("\n");
    case 1: // a line comes again
      return lines.toSpliced(random(lines.length), 0, old).join("\n");
    case 2: // a line is indented more, or less
      return lines.with(line, random(2) === 0 ? ` ${old}` : old.slice(1))
        .join("\n");
    case 3: // a value is another one
    case 4: {
      const { value } = scalars[random(scalars.length)] ?? { value: "" };
      return lines.with(line, old.replace(/: .*$/, () => `: ${value}`))
        .join("\n");
    }
    case 5: // characters go
      return text.slice(0, at) + text.slice(at + 1 + random(2));
    default: // something comes in
      return text.slice(0, at) + bit + text.slice(at);
  }
}
