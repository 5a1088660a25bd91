# What the script says to a person, and how it stops.

# Tells a person something.
say() {
  printf 'node: %s\n' "$*"
}

# Tells a person what is wrong.
complain() {
  printf 'node: %s\n' "$*" >&2
}

# Ends with an exit code and a reason.
stop() {
  stop_code=$1
  shift
  complain "$*"
  exit "$stop_code"
}

# Refuses, and says what this kind of node wants instead.
refuse() {
  stop 3 "refused: $*"
}
