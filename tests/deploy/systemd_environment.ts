/**
 * What systemd makes of an EnvironmentFile and of `$VARIABLE` in ExecStart.
 *
 * Restates `parse_env_file_internal` of systemd src/basic/env-file.c (252), and
 * `extract_first_word` of src/basic/extract-word.c with EXTRACT_RELAX and
 * EXTRACT_UNQUOTE. Written apart from the script that it is to judge.
 * @module
 */

/** The variables of a file; of two assignments the later one counts. */
export function variablesOf(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  let at = 0;
  const isBlank = (char: string | undefined) =>
    char !== undefined && " \t\n\r".includes(char);
  const isNewline = (char: string | undefined) =>
    char === "\n" || char === "\r";
  while (at < text.length) {
    const char = text[at];
    if (isBlank(char)) {
      at++;
    } else if (char === "#" || char === ";") {
      // Up to 253 a backslash takes the next character away, a line feed too.
      while (at < text.length && !isNewline(text[at])) {
        at += text[at] === "\\" ? 2 : 1;
      }
    } else {
      let key = "";
      while (at < text.length && text[at] !== "=" && !isNewline(text[at])) {
        key += text[at++];
      }
      if (text[at] !== "=") continue;
      at++;
      let value = "";
      let isPlain = false;
      let length = 0;
      while (at < text.length && !isNewline(text[at])) {
        const next = text[at] ?? "";
        if (!isPlain && next === '"') {
          for (at++; at < text.length && text[at] !== '"'; at++) {
            if (text[at] !== "\\") {
              value += text[at];
              continue;
            }
            const escaped = text[++at] ?? "";
            if ('"\\`$'.includes(escaped)) value += escaped;
            else if (escaped !== "\n") value += `\\${escaped}`;
          }
          at++;
          length = value.length;
        } else if (!isPlain && next === "'") {
          for (at++; at < text.length && text[at] !== "'"; at++) {
            value += text[at];
          }
          at++;
          length = value.length;
        } else if (!isPlain && isBlank(next)) {
          at++;
        } else {
          isPlain = true;
          if (next === "\\") {
            at++;
            if (text[at] !== "\n") value += text[at] ?? "";
          } else value += next;
          at++;
          if (!isBlank(next)) length = value.length;
        }
      }
      variables.set(key.trimEnd(), value.slice(0, length));
    }
  }
  return variables;
}

/** The arguments that `$VARIABLE` becomes. */
export function argumentsOf(value: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < value.length; at++) {
    const char = value[at] ?? "";
    if (char === "\\") {
      word = (word ?? "") + (value[++at] ?? "");
    } else if (quote !== "") {
      if (char === quote) quote = "";
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (" \t\n\r".includes(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The arguments that a kubelet gets from `$KUBELET_EXTRA_ARGS` of a file. */
export function extraArgumentsIn(text: string): readonly string[] {
  return argumentsOf(variablesOf(text).get("KUBELET_EXTRA_ARGS") ?? "");
}
