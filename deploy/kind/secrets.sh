# shellcheck shell=sh
# The files that a config names, and that have to be on the nodes. Read by kind.sh.

# Prints the names of the files below FOLDER that the config names and FILES has not.
missing_secrets() {
  sed -n "s|^[^#]*file: *[\"']\{0,1\}$FOLDER/\([^\"' ,}]*\).*|\1|p" "$CONFIG" | sort -u |
    while read -r name; do
      [ -f "${FILES:+$FILES/$name}" ] || printf '%s\n' "$name"
    done
}

# Fails where one of them is not on the node $1 either.
check_secrets_on() {
  for name in $(missing_secrets); do
    # shellcheck disable=SC2016 # the node's shell expands it
    in_node "$1" sh -c 'test -f "$1"' sh "$FOLDER/$name" </dev/null || {
      missing_secret "$name" "$1 has no such file yet"
      return 1
    }
  done
}

# Fails where one of them is not in the folder $1 of this machine either.
check_secrets_in() {
  for name in $(missing_secrets); do
    [ -f "$1/$name" ] || {
      missing_secret "$name" 'it is not among the files of the cluster yet'
      return 1
    }
  done
}

missing_secret() {
  say "$CONFIG names $FOLDER/$1, and $2: put $1 into a folder and give that as FILES=${FILES:+, instead of $FILES}" >&2
}
