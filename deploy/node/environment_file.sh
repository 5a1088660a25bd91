# A file with variables, as systemd reads it: both flags put into a variable, and
# taken out again.

# Where in FILE the value of the last assignment of VARIABLE begins, and what has
# to follow an insertion there: "OFFSET space" or "OFFSET end"; "none"; or
# "swallowed" where systemd's versions differ on whether it is one. Restates
# parse_env_file_internal of systemd src/basic/env-file.c. The flags go to the
# front: there no quote and no backslash of what follows can reach them.
assignment() {
  [ -f "$2" ] || {
    printf 'none\n'
    return 0
  }
  awk -v variable="$1" '
    function blank(c) { return c == " " || c == "\t" || c == "\n" || c == "\r" }
    function newline(c) { return c == "\n" || c == "\r" }
    function begin(offset) { start = offset; fresh = 0 }
    function finish() { state = "pre key"; risky = 0; fresh = 0 }
    function step(c, at) {
      if (watch != "") {
        found = start " " ((watch == c || watch == "value" && blank(c)) ? "end" : "space")
        watch = ""
      }
      if (state == "pre key") {
        if (c == "#" || c == ";") state = "comment"
        else if (!blank(c)) { state = "key"; key = c }
      } else if (state == "key") {
        if (newline(c)) finish()
        else if (c == "=") {
          sub(/[ \t]+$/, "", key)
          state = "pre value"
          if (key == variable) {
            if (risky) found = "swallowed"
            else { fresh = 1; found = (at + 1) " end" }
          }
        } else key = key c
      } else if (state == "pre value") {
        if (newline(c)) finish()
        else if (c == "\"" || c == "\047") {
          state = (c == "\"") ? "double" : "single"
          if (fresh) { begin(at + 1); watch = c }
        } else if (!blank(c)) {
          state = (c == "\\") ? "value escape" : "value"
          if (fresh) { begin(at); found = start " space" }
        }
      } else if (state == "value") {
        if (newline(c)) finish()
        else if (c == "\\") state = "value escape"
      } else if (state == "value escape") state = "value"
      else if (state == "single") { if (c == "\047") state = "pre value" }
      else if (state == "double") {
        if (c == "\"") state = "pre value"
        else if (c == "\\") state = "double escape"
      } else if (state == "double escape") state = "double"
      else if (state == "comment") {
        if (newline(c)) finish()
        else if (c == "\\") state = "comment escape"
      } else if (state == "comment escape") {
        if (c == "\n") { finish(); risky = 1 } else state = "comment"
      }
    }
    BEGIN { state = "pre key"; found = "none" }
    {
      line = $0 "\n"
      count = length(line)
      for (i = 1; i <= count; i++) step(substr(line, i, 1), position + i - 1)
      position += count
    }
    END { print found }' "$2"
}

# The file with both flags in the variable; every other byte as it was.
add_flags() {
  flags="--$CONFIG_FLAG=$config --$BIN_FLAG=$bin_dir"
  add_at=$(assignment "$variable" "$root$env_file")
  case $add_at in
    none)
      # As the first line: the last one may have no end, or be a comment that goes on.
      printf '%s="%s"\n' "$variable" "$flags"
      [ ! -f "$root$env_file" ] || cat -- "$root$env_file"
      ;;
    *)
      head -c "${add_at% *}" <"$root$env_file"
      printf '%s' "$flags"
      [ "${add_at#* }" = end ] || printf ' '
      tail -c "+$((${add_at% *} + 1))" <"$root$env_file"
      ;;
  esac
}

# The file without both flags: for one that was changed after us.
take_out_flags() {
  take_one=$(printf '%s' "--$CONFIG_FLAG=$config" | sed 's/[].[*^$\\|]/\\&/g')
  take_two=$(printf '%s' "--$BIN_FLAG=$bin_dir" | sed 's/[].[*^$\\|]/\\&/g')
  take_line=''
  # The line was ours where the file had none before.
  if [ ! -f "$state/pristine/there$env_file" ] ||
    [ "$(assignment "$variable" "$state/pristine/there$env_file")" = none ]; then
    take_line="/^$variable=\"\"$CR*\$/d"
  fi
  sed -e '/^[[:space:]]*[#;]/b' \
    -e "s|$take_one ||g" -e "s| \{0,1\}$take_one\([\"'$CR]\)|\1|g" -e "s| \{0,1\}$take_one\$||" \
    -e "s|$take_two ||g" -e "s| \{0,1\}$take_two\([\"'$CR]\)|\1|g" -e "s| \{0,1\}$take_two\$||" \
    -e "$take_line" <"$root$env_file"
}
