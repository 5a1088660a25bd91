# What the script says to a person, and how it stops.

# Tells a person something.
say() {
  printf 'node: %s\n' "$*"
}

# Tells a person what is wrong.
complain() {
  printf 'node: %s\n' "$*" >&2
}

# Puts one text for another wherever it stands in the input, byte by byte.
exchange() {
  FROM=$1 TO=$2 awk '
    BEGIN { from = ENVIRON["FROM"]; to = ENVIRON["TO"] }
    {
      line = ""
      rest = $0
      while ((at = index(rest, from)) > 0) {
        line = line substr(rest, 1, at - 1) to
        rest = substr(rest, at + length(from))
      }
      print line rest
    }'
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
