/**
 * Configs with many registries: takes those out of the text that surely are
 * sound and surely do not concern an image, so that only the others are parsed.
 *
 * One regular expression knows the form that most registries of a long file
 * have. What has another form stays in the text, and is parsed as ever; so this
 * never decides what is valid, nor who answers.
 * @module
 */
import type { Config } from "./config.ts";
import type { ImageName } from "./plain_image_name.ts";
import { plainConfig } from "./plain_config.ts";
import { parsePlainYaml } from "./plain_yaml.ts";

const HOST = "[A-Za-z0-9*][A-Za-z0-9_.*-]*(?::[0-9]+)?(?:/[A-Za-z0-9_./-]*)?";

// Without quotes it has to begin with a letter and to be no word of YAML.
const PATTERN =
  `(?:"${HOST}"|'${HOST}'|(?=[A-Za-z][A-Za-z0-9_-]*[.:])[A-Za-z0-9_.-]+(?::[0-9]+)?(?:/[A-Za-z0-9_./-]*)?)`;

// At most 168h.
const DURATION =
  "(?:[0-9]{1,5}s|[0-9]{1,4}m|(?:[0-9]{1,2}|1[0-5][0-9]|16[0-8])h)";

// Words that mean something else than text, in any mix of cases.
const NO_WORD =
  "(?!(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Uu][Ll][Ll])[^\\w$./+=~@^*-])";

// In quotes only what every parser takes for one line of text: no control
// characters, and no ends of lines of other systems.
const TEXT =
  `(?:"[ !#-[\\]-~\u00a1-\u02ff]*"|'[ -&(-~\u00a1-\u02ff]*'|${NO_WORD}[A-Za-z$/][\\w$./+=~@^*-]*)`;

const SECRET = `(?:${TEXT}|\\{ file: /[\\w./-]+ \\})`;

/**
 * A config as `plainConfig` gives it, but perhaps without registries that do
 * not match the image, nor any other of its registry.
 *
 * @param text That of the file.
 * @param providers The names of the known providers.
 * @returns `undefined` where the whole text has to be looked at.
 */
export function configFor(
  image: ImageName,
  text: string,
  providers: readonly string[],
): Config | undefined {
  const start = /^registries:\n+( *)(?=- name: )/m.exec(text);
  if (start === null || !providers.includes("static")) return undefined;
  // The host of an address is taken apart otherwise than at its first colon.
  if (image.registry.startsWith("[")) return undefined;
  const [head, indent = ""] = start;
  const item = `\n${indent}- name: `;
  const sound = new RegExp(
    `\\n${indent}- name: ([A-Za-z][A-Za-z0-9._-]{5,62})\\n` +
      `${indent}  match: \\[(${PATTERN}(?:, ${PATTERN})*)\\]\\n` +
      `(?:${indent}  cacheDuration: ${DURATION}\\n)?` +
      `${indent}  static:(?:` +
      ` \\{ username: ${TEXT}, password: ${SECRET} \\}|` +
      ` ?\\n${indent}    username: ${TEXT}\\n${indent}    password: ${SECRET}` +
      `)(?=\\n${indent}- name: |\\n*$)`,
    "y",
  );
  // A line behind which a list item is no registry.
  const other = new RegExp(`\\n(?!${indent}(?: |- )| *(?:#|\\n|$))`);
  const names = new Set<string>();
  const indexes: number[] = [];
  let kept = "";
  let at = start.index + head.length - indent.length - 1;
  let from = 0;
  let list = at;
  for (let index = 0; at >= 0; index++) {
    sound.lastIndex = at;
    // The first one is always kept: a list has to have one.
    const found = index === 0 ? null : sound.exec(text);
    const [, name = "", match = ""] = found ?? [];
    if (found === null || concerns(match, image.registry)) indexes.push(index);
    else {
      if (names.has(name) || other.test(text.slice(list, at))) {
        return undefined;
      }
      names.add(name);
      kept += text.slice(from, at);
      from = list = sound.lastIndex;
    }
    at = text.indexOf(item, found === null ? at + 1 : sound.lastIndex);
  }
  const value = parsePlainYaml(kept + text.slice(from));
  const config = value && plainConfig(value, providers);
  if (config?.rules.length !== indexes.length) return undefined;
  if (config.rules.some(({ name }) => names.has(name))) return undefined;
  const rules = config.rules.map((rule, at) => ({
    ...rule,
    index: indexes[at] ?? at,
  }));
  return { ...config, rules };
}

// Whether a host or a wildcard in the list may match the registry of the image.
function concerns(list: string, registry: string): boolean {
  if (list.includes(registry)) return true;
  const [host = ""] = registry.split(":");
  let star = list.indexOf("*");
  while (star >= 0) {
    let end = star + 1;
    while (!"*:/\"',".includes(list.charAt(end))) end++;
    if (list[end] !== "*" && host.endsWith(list.slice(star + 1, end))) {
      return true;
    }
    star = list.indexOf("*", star + 1);
  }
  return false;
}
