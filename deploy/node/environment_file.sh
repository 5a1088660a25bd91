# A file with variables, as systemd reads it: both flags put into a variable, and
# taken out again.

# Reads FILE as parse_env_file_internal of systemd src/basic/env-file.c does:
# "place" prints where the value of the last assignment of VARIABLE is, "values"
# the value of each variable as NAME=VALUE, with blanks for line ends. Up to systemd
# 253 a backslash at the end of a comment takes the next line into it.
read_environment() {
  [ -f "$3" ] || return 0
  WANT=$1 VARIABLE=$2 awk '
    function blank(c) { return c == " " || c == "\t" || newline(c) }
    function newline(c) { return c == "\n" || c == "\r" }
    function begin(offset) { start = offset; fresh = 0 }
    function finish() {
      if (state != "key" && key != "") {
        if (!(key in value)) order[++known] = key
        value[key] = read
      }
      state = "pre key"
      key = ""
      fresh = 0
    }
    function step(c, at, is_old) {
      if (watch != "") {
        found = start " " (watch == c ? "end" : "space")
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
          read = ""
          if (key == variable) { fresh = 1; found = (at + 1) " end" }
        } else key = key c
      } else if (state == "pre value") {
        if (newline(c)) finish()
        else if (c == "\"" || c == "\047") {
          state = (c == "\"") ? "double" : "single"
          if (fresh) { begin(at + 1); watch = c }
        } else if (!blank(c)) {
          state = (c == "\\") ? "value escape" : "value"
          if (state == "value") read = read c
          if (fresh) { begin(at); found = start " space" }
        }
      } else if (state == "value") {
        if (newline(c)) finish()
        else if (c == "\\") state = "value escape"
        else read = read c
      } else if (state == "value escape") {
        state = "value"
        read = read (newline(c) ? "" : c)
      } else if (state == "single") {
        if (c == "\047") state = "pre value"
        else read = read (newline(c) ? " " : c)
      } else if (state == "double") {
        if (c == "\"") state = "pre value"
        else if (c == "\\") state = "double escape"
        else read = read (newline(c) ? " " : c)
      } else if (state == "double escape") {
        state = "double"
        if (c != "\n") read = read (index("\"\\`$", c) ? c : "\\" c)
      } else if (state == "comment") {
        if (newline(c)) state = "pre key"
        else if (c == "\\") state = "comment escape"
      } else if (state == "comment escape") state = (!is_old && newline(c)) ? "pre key" : "comment"
    }
    function place(is_old, i) {
      state = "pre key"; key = ""; found = "none"; watch = ""
      for (i = 1; i <= length(text); i++) step(substr(text, i, 1), i - 1, is_old)
      finish()
      return found
    }
    BEGIN { variable = ENVIRON["VARIABLE"] }
    { text = text $0 "\n" }
    END {
      old = place(1)
      # What newer versions read counts, beside what only older ones do.
      if (place(0) != old) found = "swallowed"
      if (ENVIRON["WANT"] == "place") print found
      else for (i = 1; i <= known; i++) print order[i] "=" value[order[i]]
    }' <"$3"
}

# Where in FILE the value of the last assignment of VARIABLE begins, and what has
# to follow an insertion there: "OFFSET space" or "OFFSET end"; "none"; or
# "swallowed" where systemd's versions differ. The flags go to the front: there no
# quote and no backslash of what follows can reach them.
assignment() {
  if [ -f "$2" ]; then read_environment place "$1" "$2"; else printf 'none\n'; fi
}

# The variables of FILE, each as NAME=VALUE in a line.
variables() {
  read_environment values '' "$1"
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

# The file without both flags: for one that was changed after us. Lines may end in a
# carriage return alone.
take_out_flags() {
  take_line=''
  # The line was ours where the file had none before.
  if [ "$(assignment "$variable" "$state/pristine/there$env_file")" = none ]; then
    take_line="$variable=\"\""
  fi
  CONFIG="--$CONFIG_FLAG=$config" BIN="--$BIN_FLAG=$bin_dir" OURS=$take_line \
    LAST=$(tail -c 1 <"$root$env_file") awk '
    function without(line, flag, kept, at, next_char) {
      kept = ""
      while ((at = index(line, flag)) > 0) {
        kept = kept substr(line, 1, at - 1)
        line = substr(line, at + length(flag))
        next_char = substr(line, 1, 1)
        if (next_char == " ") line = substr(line, 2)
        else if (next_char == "" || next_char == "\"" || next_char == "\047") sub(/ $/, "", kept)
        else kept = kept flag
      }
      return kept line
    }
    {
      count = split($0, part, "\r")
      line = ""
      is_ours = 0
      for (i = 1; i <= count; i++) {
        if (part[i] !~ /^[ \t]*[#;]/) part[i] = without(without(part[i], ENVIRON["CONFIG"]), ENVIRON["BIN"])
        if (part[i] != "" && part[i] == ENVIRON["OURS"]) { is_ours = 1; continue }
        line = line part[i] (i < count ? "\r" : "")
      }
      if (is_ours && line ~ /^\r*$/) next
      printf "%s%s", separator, line
      separator = "\n"
    }
    END { if (separator != "" && ENVIRON["LAST"] == "") printf "\n" }' <"$root$env_file"
}
