#!/bin/sh
# One step of a workflow, for action.yml: runs a command of Clearway, again while somebody is in the
# way, and tells the steps after it how it ended.
set -eu

command=$INPUT_COMMAND
clearway=${INPUT_EXECUTABLE:-$GITHUB_ACTION_PATH/../../../runner/clearway}

set --
while IFS= read -r argument; do
  [ -z "$argument" ] || set -- "$@" "$argument"
done <<EOF
$INPUT_ARGUMENTS
EOF

once() {
  case $command in
    lint | preflight) "$clearway" "$command" --format github "$@" ;;
    migrate) "$clearway" migrate "$@" ;;
    gate) "$clearway" preflight --format github "$@" && "$clearway" migrate "$@" ;;
    *)
      echo "::error title=Clearway::command: lint, preflight, migrate or gate, not '$command'"
      return 2
      ;;
  esac
}

attempt=1
while :; do
  code=0
  once "$@" || code=$?
  [ "$code" -eq 4 ] && [ "$attempt" -lt "$INPUT_ATTEMPTS" ] || break
  echo "Somebody is in the way. Attempt $attempt of $INPUT_ATTEMPTS; the next one in $INPUT_PAUSE s."
  sleep "$INPUT_PAUSE"
  attempt=$((attempt + 1))
done

retry=false
case $code in
  0) outcome=done ;;
  2) outcome=usage ;;
  3) outcome=no-go ;;
  4)
    outcome=contention
    retry=true
    echo "::warning title=Clearway::Somebody is in the way, nothing is left behind: run this job again later."
    ;;
  5) outcome=failed ;;
  6) outcome=cleanup ;;
  7) outcome=unreachable ;;
  130 | 143) outcome=interrupted ;;
  *) outcome=internal ;;
esac

{
  echo "exit-code=$code"
  echo "outcome=$outcome"
  echo "retry=$retry"
} >>"$GITHUB_OUTPUT"

[ "$INPUT_FAIL" = false ] || exit "$code"
