/**
 * The completion script for fish.
 * @module
 */
import {
  commandSteps,
  type OptionWord,
  type Place,
  valuedOptions,
} from "./words.ts";

const COMPLETE = "complete -c registry-credential-provider";
const AFTER = "__registry_credential_provider_after";

/** The script for these places. */
export function fishScript(places: readonly Place[]): string {
  return `# Completes registry-credential-provider in fish: the output of
# "registry-credential-provider completions fish".
function ${AFTER} --description 'Whether one of these commands is on the command line'
    set -l words (commandline -opc)
    set -e words[1]
    set -l option ''
    set -l command ''
    for word in $words
        if test -n "$option"
            set option ''
            continue
        end
        switch "$word"
            case ${valuedOptions().join(" ")}
                set option $word
            case '-*'
            case '*'
                switch "$command $word"
                    case ${commandSteps(places).map(quoted).join(" ")}
                        set command (string trim -- "$command $word")
                end
        end
    end
    contains -- "$command" $argv
end
${COMPLETE} -f
${places.flatMap(words).join("")}${options(places)}`;
}

function words({ after, words }: Place): readonly string[] {
  return words.map(({ word, summary }) =>
    `${COMPLETE} ${condition([after])} -a ${word}${described(summary)}\n`
  );
}

// One line for an option with the same values, however many commands take it.
function options(places: readonly Place[]): string {
  const lines = new Map<string, string[]>();
  for (const { after, options } of places) {
    for (const one of options) {
      const line = optionLine(one);
      lines.set(line, [...lines.get(line) ?? [], after]);
    }
  }
  return [...lines].map(([line, after]) =>
    `${COMPLETE} ${condition(after)} ${line}\n`
  ).join("");
}

function optionLine({ word, summary, value }: OptionWord): string {
  const name = `-l ${word.replace(/^--/, "")}`;
  return `${name}${valueOf(value)}${described(summary)}`;
}

function valueOf(value: OptionWord["value"]): string {
  switch (value) {
    case "none":
      return "";
    case "files":
      return " -r -F";
    case "any":
      return " -x";
    default:
      return ` -x -a ${quoted(value.join(" "))}`;
  }
}

function condition(after: readonly string[]): string {
  const names = after.map((one) =>
    one === "" || one.includes(" ") ? `"${one}"` : one
  );
  return `-n ${quoted(`${AFTER} ${names.join(" ")}`)}`;
}

function described(summary: string): string {
  return summary === "" ? "" : ` -d ${quoted(summary)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
