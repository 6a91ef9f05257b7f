#!/usr/bin/env bash
# The first minute of two people, on one computer: two homes, two processes, real links over
# loopback. Prints every command with its output, then removes everything it made.
set -euo pipefail

fondly=${FONDLY_BIN:-fondly}
here=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    rm -rf "$here"
}
trap finish EXIT
printf 'a passphrase of Ana\n' >"$here/ana.pass"
printf 'a passphrase of Sam\n' >"$here/sam.pass"

as() {
    local who=$1
    shift
    FONDLY_HOME="$here/$who" FONDLY_PASSPHRASE_FILE="$here/$who.pass" "$fondly" "$@"
}

# Shows a command and runs it.
show() {
    local who=$1
    shift
    printf '\n%s$ fondly' "$who"
    printf ' %q' "$@"
    printf '\n'
    as "$who" "$@"
}

# Starts a command in the background and waits until it has written a line with this text.
start() {
    local who=$1 text=$2 out=$3
    shift 3
    printf '\n%s$ fondly' "$who"
    printf ' %q' "$@"
    printf ' &\n'
    : >"$out"
    as "$who" "$@" >"$out" &
    pids+=($!)
    local tries=200
    until grep -q "$text" "$out"; do
        tries=$((tries - 1))
        if [ "$tries" = 0 ] || ! kill -0 "${pids[-1]}" 2>/dev/null; then
            echo "fondly $* did not start" >&2
            exit 1
        fi
        read -r -t 0.05 <> <(:) || true
    done
}

words() { as "$1" verify "$2" --json | sed 's/.*"my_words":\[\([^]]*\)\].*/\1/; s/[",]/ /g'; }

for who in ana sam; do
    as "$who" config set net.bind 127.0.0.1 >/dev/null
    as "$who" init --name "${who^}" >/dev/null
done
echo "Two journals, each with a passphrase and 24 recovery words (not shown here)."

start ana ready "$here/serve.out" serve
cat "$here/serve.out"
start ana fondly1 "$here/invite.out" invite Sam
cut -c1-60 "$here/invite.out"
show sam join "$(grep -o 'fondly1[a-z2-7]*' "$here/invite.out" | head -n 1)" --as Ana

# Each reads the three words to the other, by voice.
# shellcheck disable=SC2046
show sam verify Ana $(words ana Sam)
# shellcheck disable=SC2046
show ana verify Sam $(words sam Ana)

show ana reflect "I was afraid of Monday, and it went well." --title Monday
show ana share @last Sam
show ana thanks Sam "You listened without fixing anything." --now
show ana reflect "Only for me."
show sam sync
show sam inbox
id=$(as sam list --kind reflection --json | sed 's/.*"id":"\([a-z2-7]*\)".*/\1/')
show sam respond "$id" --reflect "Monday scared you, and you went." --say "I am glad you told me."
show sam thanks Ana "You told me about Monday." --now
show sam sync
show ana inbox
show ana log Sam
show sam log Ana
show ana list
