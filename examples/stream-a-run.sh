#!/usr/bin/env bash
# Plays an outside runner: reads a secret from Sealward, runs real programs that leak it, and streams
# what they print into a run, where it shows up masked. README.md says what to set up first.
#
#   SEALWARD_TOKEN_FILE  file with the machine token (or SEALWARD_TOKEN, the token itself)
#   SEALWARD_SECRET_REF  secret://tenant/workspace/environment/provider/name, granted for reading
#   SEALWARD_PROJECT     project, granted for writing
#   SEALWARD_URL         default http://127.0.0.1:8080
#   SEALWARD_FIELD       which field of the secret's value to use; default: its first text field
#   SEALWARD_PACE        seconds between two lines, so that you can watch; default 0.15
set -eu
umask 077
export LC_ALL=C # bytes are bytes: JSON is escaped by hand below

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$@"
  exit 1
}

examples=$(cd "$(dirname "$0")" && pwd)
url=${SEALWARD_URL:-http://127.0.0.1:8080}
url=${url%/}
pace=${SEALWARD_PACE:-0.15}
ref=${SEALWARD_SECRET_REF:-}
project=${SEALWARD_PROJECT:-}
field=${SEALWARD_FIELD:-}
token=${SEALWARD_TOKEN:-}
[ -n "$token" ] || { [ -n "${SEALWARD_TOKEN_FILE:-}" ] && token=$(cat "$SEALWARD_TOKEN_FILE"); } ||
  die "Set SEALWARD_TOKEN_FILE to a file with the machine token."
[ -n "$ref" ] || die "Set SEALWARD_SECRET_REF to the reference of a secret the token may read."
[ -n "$project" ] || die "Set SEALWARD_PROJECT to a project the token may write to."
unset SEALWARD_TOKEN # the programs below print their environment
for tool in curl java javac awk mkfifo; do
  command -v "$tool" >/dev/null || die "This example needs $tool on the PATH (java and javac: 17 or later)."
done

work=$(mktemp -d)
run=
upload=

clean_up() {
  status=$?
  trap - EXIT
  exec 3>&- || true
  if [ -n "$upload" ]; then kill "$upload" 2>/dev/null || true; fi
  if [ -n "$run" ]; then finish failed || true; fi
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
trap '' PIPE # a refused upload is noticed and explained, not died of

# The token goes to curl in a file only this user can read: arguments show up in the process list.
printf 'Authorization: Bearer %s\n' "$token" >"$work/authorization"
unset token

# post PATH BODY: the answer lands in $work/answer; anything but 2xx is shown and ends the script.
post() {
  status=$(printf '%s' "$2" | curl -sS -o "$work/answer" -w '%{http_code}' \
    -H @"$work/authorization" -H 'Content-Type: application/json' --data-binary @- "$url$1") ||
    die "Sealward does not answer at $url."
  case $status in
  2*) ;;
  *) die "$1 answered $status: $(cat "$work/answer")" ;;
  esac
}

# artifact FILE NAME: sends a file as an artifact of the run.
artifact() {
  status=$(curl -sS -o "$work/answer" -w '%{http_code}' -H @"$work/authorization" \
    -H 'Content-Type: application/octet-stream' -T "$1" \
    "$url/api/v1/projects/$project/runs/$run/artifacts/$2") || die "Sealward does not answer at $url."
  [ "$status" = 201 ] || die "The artifact was answered $status: $(cat "$work/answer")"
}

finish() {
  path=/api/v1/projects/$project/runs/$run/finish
  run=
  post "$path" "{\"state\":\"$1\"}"
}

# json TEXT: sets $quoted to TEXT as a JSON string. Colours stay in, as \u001b: Sealward takes them out.
json() {
  quoted=$1
  quoted=${quoted//\\/\\\\}
  quoted=${quoted//\"/\\\"}
  quoted=${quoted//$'\t'/\\t}
  quoted=${quoted//$'\r'/\\r}
  quoted=${quoted//$'\033'/\\u001b}
  quoted=\"${quoted//[[:cntrl:]]/}\"
}

# Prints one text field of the value in a resolve answer on standard input, unescaped.
field_of_value() {
  FIELD=$field awk '
    function hex(digits,  i, n) {
      n = 0
      for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
      return n
    }
    function utf8(n) {
      if (n < 128) return sprintf("%c", n)
      if (n < 2048) return sprintf("%c%c", 192 + int(n / 64), 128 + n % 64)
      if (n < 65536)
        return sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64)
      return sprintf("%c%c%c%c", 240 + int(n / 262144), 128 + int(n / 4096) % 64,
        128 + int(n / 64) % 64, 128 + n % 64)
    }
    # The JSON string that begins at at; moves at behind it.
    function text(  out, c, n) {
      out = ""
      for (at++; (c = substr(json, at, 1)) != "\"" && c != ""; at++) {
        if (c != "\\") { out = out c; continue }
        c = substr(json, ++at, 1)
        if (c == "n") out = out "\n"
        else if (c == "t") out = out "\t"
        else if (c == "r") out = out "\r"
        else if (c == "b") out = out "\b"
        else if (c == "f") out = out "\f"
        else if (c == "u") {
          n = hex(substr(json, at + 1, 4)); at += 4
          if (n >= 55296 && n < 56320 && substr(json, at + 1, 2) == "\\u") {
            n = 65536 + (n - 55296) * 1024 + hex(substr(json, at + 3, 4)) - 56320; at += 6
          }
          out = out utf8(n)
        } else out = out c
      }
      at++
      return out
    }
    function blanks() { while (substr(json, at, 1) ~ /[ \t\r\n]/) at++ }
    { json = json (NR > 1 ? "\n" : "") $0 }
    END {
      wanted = ENVIRON["FIELD"]
      depth = 0; name = ""
      for (at = 1; at <= length(json); ) {
        c = substr(json, at, 1)
        if (c == "\"") {
          word = text(); blanks()
          if (substr(json, at, 1) == ":") { name = word; at++; continue }
          if (depth == 2 && inside && (wanted == "" || wanted == name)) { printf "%s", word; exit 0 }
          continue
        }
        if (c == "{" || c == "[") { depth++; if (depth == 2) inside = (name == "value") }
        if (c == "}" || c == "]") depth--
        at++
      }
      exit 1
    }'
}

json "$ref"
post /api/v1/resolve "{\"ref\":$quoted}"
secret=$(field_of_value <"$work/answer") || die "The secret has no such text field; set SEALWARD_FIELD."
: >"$work/answer"
line_of_secret=${secret%%$'\n'*}

json "Leaky programs on $(uname -s)"
post "/api/v1/projects/$project/runs" "{\"title\":$quoted}"
run=$(sed -n 's/.*"id" *: *"\([0-9a-f-]\{36\}\)".*/\1/p' "$work/answer")
[ -n "$run" ] || die "Sealward's answer names no run."
page=$url/projects/$project/runs/$run
say "Watch it: $page"

# One upload for the whole run: curl sends on what is written to file descriptor 3, line by line.
mkfifo "$work/lines"
curl -sS -X POST -T - -H @"$work/authorization" -H 'Content-Type: application/x-ndjson' -H 'Expect:' \
  -o "$work/stored" -w '%{http_code}' "$url/api/v1/projects/$project/runs/$run/events" \
  <"$work/lines" >"$work/upload-status" &
upload=$!
exec 3>"$work/lines"

end_upload() {
  exec 3>&-
  wait "$upload" || true
  upload=
  status=$(cat "$work/upload-status")
  [ "$status" = 200 ] || die "The upload was answered $status: $(cat "$work/stored" 2>/dev/null)"
}

seq=0
# event STREAM LEVEL TEXT
event() {
  seq=$((seq + 1))
  json "$3"
  printf '{"seq":%d,"stream":"%s","level":"%s","text":%s}\n' "$seq" "$1" "$2" "$quoted" >&3 2>/dev/null || end_upload
  sleep "$pace"
}

# Sealward takes UTF-8 only; programs print what they like.
as_utf8() {
  if command -v iconv >/dev/null; then iconv -c -f UTF-8 -t UTF-8 || true; else cat; fi
}

# relay STREAM LEVEL COMMAND...: runs it and sends on all it prints.
relay() {
  stream=$1
  level=$2
  shift 2
  event "$stream" info "--- $stream"
  while IFS= read -r line || [ -n "$line" ]; do
    event "$stream" "$level" "$line"
  done < <("$@" 3>&- 2>&1 | as_utf8)
}

random_text() { head -c 96 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | cut -c "1-$1"; }

with_environment() {
  # Besides the stored secret, some that nobody stored: these are known by their form only.
  SERVICE_SECRET=$secret \
    AWS_SECRET_ACCESS_KEY=$(random_text 40) \
    PAYMENT_API_KEY=$(random_text 32) \
    DATABASE_URL=postgresql://app:$(random_text 20)@db.example.org/orders \
    env
}

with_authorization() {
  quoted_header=${line_of_secret//\\/\\\\}
  quoted_header=${quoted_header//\"/\\\"}
  # Not a machine token: Sealward answers 401. curl -v prints the header all the same.
  printf 'header = "Authorization: Bearer %s"\n' "$quoted_header" |
    curl -sS -v --config - "$url/api/v1"
  echo
}

failing_connect() { DB_PASSWORD=$line_of_secret java "$examples/FailingConnect.java"; }

broken_build() {
  quoted_literal=${line_of_secret//\\/\\\\}
  quoted_literal=${quoted_literal//\"/\\\"}
  cat >"$work/Orders.java" <<JAVA
class Orders {
  int password = "$quoted_literal";

  void connect() {
    open(password, "$quoted_literal");
  }
}
JAVA
  echo "javac -Xlint -d out Orders.java"
  javac -Xlint -encoding UTF-8 -d "$work/out" "$work/Orders.java"
}

relay env info with_environment
relay curl debug with_authorization
relay jdbc error failing_connect
relay build warn broken_build
event build info "--- done"

end_upload
say "Stored: $(cat "$work/stored")"

# A file the run leaves behind, and what a runner would send to a model: only the masked answer goes there.
artifact "$work/Orders.java" Orders.java
json "Why does this not compile? int password = \"$line_of_secret\";"
post "/api/v1/projects/$project/runs/$run/prompts" "{\"messages\":[{\"role\":\"user\",\"content\":$quoted}]}"
say "To the model: $(cat "$work/answer")"

finish succeeded
say "See it: $page"
