# shellcheck shell=sh
# The files that a config names, and that have to be on the nodes. Read by kind.sh.

# Calls a command with each file of FILES that node.sh takes: no folders, and none
# with the name of another file of the installation. Stops at what is not a file.
each_secret() {
  [ -n "${FILES:-}" ] || return 0
  for file in "$FILES"/* "$FILES"/.[!.]*; do
    if [ -d "$file" ] || { [ ! -e "$file" ] && [ ! -L "$file" ]; }; then continue; fi
    [ -f "$file" ] || stop 1 "$file is not a file: remove it from FILES, or put one there"
    case ${file##*/} in
      registries.yaml | kubelet.yaml | "$NAME") ;;
      *) "$1" "$file" || return 1 ;;
    esac
  done
}

# Prints the names of the files below FOLDER that the config names and FILES has
# not: those of file, caFile, keyFile and dockerConfigFile.
missing_secrets() {
  sed -n -e "s|^[^#]*[fF]ile[\"']\{0,1\}: *\"$FOLDER/\([^\"]*\)\".*|\1|p" \
    -e "s|^[^#]*[fF]ile[\"']\{0,1\}: *'$FOLDER/\([^']*\)'.*|\1|p" \
    -e "s|^[^#]*[fF]ile[\"']\{0,1\}: *$FOLDER/\([^,}#]*\).*|\1|p" <"$CONFIG" |
    sed 's/[[:space:]]*$//' | sort -u | while IFS= read -r secret; do
      [ -f "${FILES:+$FILES/$secret}" ] || printf '%s\n' "$secret"
    done
}

# Fails where one of them is not on the node $1 either.
check_secrets_on() {
  while IFS= read -r secret; do
    [ -n "$secret" ] || continue
    # shellcheck disable=SC2016 # the node's shell expands it
    in_node "$1" sh -c 'test -f "$1"' sh "$FOLDER/$secret" </dev/null || {
      missing_secret "$secret" "$1 has no such file yet"
      return 1
    }
  done <<NAMES
$(missing_secrets)
NAMES
}

# Fails where one of them is not in the folder $1 of this machine either.
check_secrets_in() {
  while IFS= read -r secret; do
    [ -z "$secret" ] || [ -f "$1/$secret" ] || {
      missing_secret "$secret" 'it is not among the files of the cluster yet'
      return 1
    }
  done <<NAMES
$(missing_secrets)
NAMES
}

missing_secret() {
  say "$CONFIG names $FOLDER/$1, and $2: put $1 into a folder and give that as FILES=${FILES:+, instead of $FILES}" >&2
}
