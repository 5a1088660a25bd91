/**
 * The completion script for zsh.
 * @module
 */
import {
  commandSteps,
  type OptionWord,
  type Place,
  valuedOptions,
} from "./words.ts";

/** The script for these places; it can be sourced, or found in `fpath`. */
export function zshScript(places: readonly Place[]): string {
  return `#compdef registry-credential-provider
# Completes registry-credential-provider in zsh: the output of
# "registry-credential-provider completions zsh".
_registry-credential-provider() {
  local rcp_word rcp_option rcp_command
  local -a rcp_words rcp_rules
  for rcp_word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $rcp_option ]]; then
      rcp_option=
      continue
    fi
    case $rcp_word in
      (${valuedOptions().join("|")}) rcp_option=$rcp_word ;;
      (-*) ;;
      (*)
        case "$rcp_command $rcp_word" in
          (${commandSteps(places).map(quoted).join("|")})
            rcp_command=\${rcp_command:+$rcp_command }$rcp_word ;;
        esac
        ;;
    esac
  done
  case $rcp_command in
${places.map(place).join("")}  esac
  if [[ -z $rcp_option && $PREFIX != -* ]] && (( $#rcp_words )); then
    _describe word rcp_words
    return
  fi
  _arguments $rcp_rules '*: : '
}
# Found in fpath, this file is the function; sourced, it has to be told of.
if [[ $funcstack[1] == _registry-credential-provider ]]; then
  _registry-credential-provider "$@"
else
  compdef _registry-credential-provider registry-credential-provider
fi
`;
}

function place({ after, words, options }: Place): string {
  const rules = options.map((one) => `        ${quoted(rule(one))}\n`).join("");
  const next = words.map(({ word, summary }) =>
    `        ${quoted(summary === "" ? word : `${word}:${summary}`)}\n`
  ).join("");
  return `    (${quoted(after)})
${next === "" ? "" : `      rcp_words=(\n${next}      )\n`}      rcp_rules=(
${rules}      )
      ;;
`;
}

/** An option, as _arguments wants it. */
function rule({ word, summary, value, valueName }: OptionWord): string {
  const explained = `[${summary.replace(/[\\[\]]/g, "\\$&")}]`;
  switch (value) {
    case "none":
      return `${word}${explained}`;
    case "files":
      return `${word}=${explained}:${valueName}:_files`;
    case "any":
      return `${word}=${explained}:${valueName}: `;
    default:
      return `${word}=${explained}:${valueName}:(${value.join(" ")})`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
