#!/bin/sh
# Runs clearway lint and squawk over what the pages in docs/rules reproduce and over their safe ways,
# and over the sample migrations, and prints the table in docs/lint.md.
#   npm install --prefix /tmp/squawk squawk-cli@2.66.0
#   runner/bench/lint-against-squawk.sh /tmp/squawk/node_modules/.bin/squawk
# What squawk says of timeouts and style is left out, as it is with clearway lint by default.
set -eu
squawk=${1:?the path of squawk}
root=$(cd "$(dirname "$0")/../.." && pwd)
clearway=${CLEARWAY:-$root/runner/clearway}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
style="require-lock-timeout,require-statement-timeout,prefer-robust-stmts,prefer-text-field,prefer-bigint-over-int"
style="$style,prefer-bigint-over-smallint,prefer-identity,prefer-timestamptz,ban-char-field,require-table-schema"
style="$style,identifier-too-long,require-enum-value-ordering"

# $1 page, $2 heading, $3 directory: each script of the block in a file of its own
scripts() {
  mkdir -p "$3"
  awk -v heading="## $2" -v dir="$3" '
    $0 == heading { in_section = 1; next }
    /^## / { in_section = 0 }
    in_section && /^```sql/ { in_block = 1; name = dir "/V1__x.sql"; next }
    /^```/ { in_block = 0 }
    in_block && /^-- [A-Za-z][A-Za-z0-9_.]*\.sql/ {
      name = dir "/" $2
      if ($3 ~ /executeInTransaction/) print $3 > (name ".conf")
      next
    }
    in_block { print > name }
  ' "$1"
}

last() { find "$1" -name '*.sql' | sort -V | tail -n 1; }

rules=0; ours=0; theirs=0; our_noise=0; their_noise=0; missed=
for page in "$root"/docs/rules/*.md; do
  rule=$(basename "$page" .md)
  [ "$rule" = README ] && continue
  grep -q "^Severity: off" "$page" && continue
  rules=$((rules + 1))
  scripts "$page" "How to reproduce it" "$work/$rule/bad"
  scripts "$page" "The safe way" "$work/$rule/good"
  bad=$(last "$work/$rule/bad")
  if (cd "$work/$rule/bad" && "$clearway" lint . --format json) | grep -q "\"rule\":\"$rule\""; then
    ours=$((ours + 1))
  fi
  if "$squawk" --pg-version 14 --exclude "$style" --reporter Json "$bad" 2>/dev/null | grep -q '"rule_name"'; then
    theirs=$((theirs + 1))
  else
    missed="$missed $rule"
  fi
  if ! (cd "$work/$rule/good" && "$clearway" lint . --fail-on warning >/dev/null); then
    our_noise=$((our_noise + 1))
  fi
  if "$squawk" --pg-version 14 --exclude "$style" --reporter Json "$work/$rule/good"/*.sql 2>/dev/null | grep -q '"rule_name"'; then
    their_noise=$((their_noise + 1))
  fi
done
samples_ours=$("$clearway" lint "$root/sample-migrations" --format json | grep -o '"severity":"[ew]' | wc -l)
samples_theirs=$("$squawk" --pg-version 14 --exclude "$style" --reporter Json "$root"/sample-migrations/*.sql 2>/dev/null \
  | grep -o '"rule_name"' | wc -l)
printf '| | clearway lint | squawk |\n|---|---|---|\n'
printf '| reproduction scripts with a finding, of %d | %d | %d |\n' "$rules" "$ours" "$theirs"
printf '| safe ways with a finding, of %d | %d | %d |\n' "$rules" "$our_noise" "$their_noise"
printf '| errors and warnings in the sample migrations | %d | %d |\n' "$samples_ours" "$samples_theirs"
printf '\nsquawk says nothing about:%s\n' "$missed"
