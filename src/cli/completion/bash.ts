/**
 * The completion script for bash.
 * @module
 */
import { commandSteps, type Place, valuedOptions } from "./words.ts";

/** The script for these places; it needs nothing but bash. */
export function bashScript(places: readonly Place[]): string {
  const files = optionsWith(places, (value) => value === "files");
  return `# Completes registry-credential-provider in bash: the output of
# "registry-credential-provider completions bash".
_registry_credential_provider() {
  local current=\${COMP_WORDS[COMP_CWORD]} option='' command='' words='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # bash makes three words of --format=json.
    if [[ $word == = ]]; then continue; fi
    if [[ -n $option ]]; then
      option=''
      continue
    fi
    case $word in
      ${valuedOptions().join(" | ")}) option=$word ;;
      -*) ;;
      *)
        case "$command $word" in
          ${
    commandSteps(places).map(quoted).join(" | ")
  }) command=\${command:+$command }$word ;;
        esac
        ;;
    esac
  done
  if [[ $current == = ]]; then current=''; fi
  case "$command:$option" in
    ${files.map((name) => `*:${name}`).join(" | ")})
      # What bash itself does with the names of files, blanks and ~ included.
      compopt -o default
      return
      ;;
${values(places)}    *:--*) return ;;
    *)
      if [[ $current == -* ]]; then
        case $command in
${cases(places, ({ options }) => options.map(({ word }) => word))}        esac
      else
        case $command in
${cases(places, ({ words }) => words.map(({ word }) => word))}        esac
      fi
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _registry_credential_provider registry-credential-provider
`;
}

function optionsWith(
  places: readonly Place[],
  test: (value: unknown) => boolean,
): readonly string[] {
  const found = places.flatMap(({ options }) =>
    options.filter(({ value }) => test(value)).map(({ word }) => word)
  );
  return [...new Set(found)];
}

function values(places: readonly Place[]): string {
  return places.flatMap(({ after, options }) =>
    options.flatMap(({ word, value }) =>
      Array.isArray(value)
        ? [`    '${after}:${word}') words='${value.join(" ")}' ;;\n`]
        : []
    )
  ).join("");
}

function cases(
  places: readonly Place[],
  wordsOf: (place: Place) => readonly string[],
): string {
  return places.filter((place) => wordsOf(place).length > 0).map((place) =>
    `          '${place.after}') words='${wordsOf(place).join(" ")}' ;;\n`
  ).join("");
}

function quoted(text: string): string {
  return `'${text}'`;
}
