#!/bin/sh
# runc for a machine whose capability bounding set lacks CAP_SYS_RESOURCE: takes
# it out of the spec of a container (create, run) or of a process (exec), then is
# runc. So "docker run --privileged", which asks for all capabilities, works.
set -eu

bundle=. process='' next='' verb=''
for word; do
  case $next in
    bundle) bundle=$word ;;
    process) process=$word ;;
  esac
  next=''
  case $word in
    --bundle | -b) next=bundle ;;
    --bundle=*) bundle=${word#*=} ;;
    --process | -p) next=process ;;
    --process=*) process=${word#*=} ;;
    create | run | exec) verb=${verb:-$word} ;;
  esac
done
filter='del(.capabilities[]?[] | select(. == "CAP_SYS_RESOURCE"))'
case $verb in
  create | run) file=$bundle/config.json filter=".process |= ($filter)" ;;
  exec) file=$process ;;
  *) file='' ;;
esac
if [ -n "$file" ] && [ -f "$file" ]; then
  jq -c "$filter" "$file" >"$file.bounded"
  # Not a rename: runc's caller may hold the file open.
  cat "$file.bounded" >"$file"
  rm -f "$file.bounded"
fi
exec /usr/sbin/runc "$@"
