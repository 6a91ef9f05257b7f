#!/usr/bin/env bash
# The first minute of two people, on one computer: two homes, two processes, real links over
# loopback. Prints every command with its output, then stops and removes everything it made.
# Uses the installed `fondly`, or the program that FONDLY_BIN names.
set -euo pipefail

fondly=${FONDLY_BIN:-fondly}
here=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do
        if kill "$pid" 2>/dev/null; then wait "$pid" || true; fi
    done
    rm -rf "$here"
}
trap finish EXIT
printf 'a passphrase of Ana\n' >"$here/ana.pass"
printf 'a passphrase of Sam\n' >"$here/sam.pass"

# Sets `run` to the command line of a command of somebody.
as() {
    run=(env FONDLY_HOME="$here/$1" FONDLY_PASSPHRASE_FILE="$here/$1.pass" "$fondly" "${@:2}")
}

# Prints a command as one would type it.
print() {
    local who=$1 word
    shift
    printf '\n%s$ fondly' "$who"
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9@._:/-]*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
}

show() {
    print "$@"
    echo
    as "$@"
    "${run[@]}"
}

# Starts a command in the background and waits until it has printed a line with this text.
start() {
    local text=$1 out=$2
    shift 2
    print "$@"
    echo ' &'
    : >"$out"
    as "$@"
    # Not through a function: `$!` must be the program itself, which is stopped at the end.
    "${run[@]}" >"$out" &
    pids+=($!)
    local tries=400
    until grep -q "$text" "$out"; do
        tries=$((tries - 1))
        if [ "$tries" = 0 ] || ! kill -0 "${pids[-1]}" 2>/dev/null; then
            echo "fondly ${*:2} did not start" >&2
            exit 1
        fi
        read -r -t 0.05 <> <(:) || true
    done
}

# The three words that somebody reads out, one a line.
words() {
    as "$1" verify "$2" --json
    "${run[@]}" | sed 's/.*"my_words":\[\([^]]*\)\].*/\1/' | tr -d '"' | tr ',' '\n'
}

for who in ana sam; do
    as "$who" config set net.bind 127.0.0.1
    "${run[@]}" >/dev/null
    as "$who" init --name "${who^}" --json
    "${run[@]}" >/dev/null
done
echo "Two journals, each with a passphrase and 24 recovery words (not shown here)."

start ready "$here/serve.out" ana serve
cat "$here/serve.out"
start fondly1 "$here/invite.out" ana invite Sam
cat "$here/invite.out"
show sam join "$(grep -o 'fondly1[a-z2-7]*' "$here/invite.out" | head -n 1)" --as Ana
wait "${pids[-1]}"
unset 'pids[-1]'

# Each reads the three words to the other, by voice.
mapfile -t words_of_ana < <(words ana Sam)
mapfile -t words_of_sam < <(words sam Ana)
show sam verify Ana "${words_of_ana[@]}"
show ana verify Sam "${words_of_sam[@]}"

show ana reflect "I was afraid of Monday, and it went well." --title Monday
show ana share @last Sam
show ana thanks Sam "You listened without fixing anything." --now
show ana reflect "Only for me."
show sam sync
show sam inbox
as sam list --kind reflection --json
id=$("${run[@]}" | sed 's/.*"id":"\([a-z2-7]*\)".*/\1/')
show sam respond "$id" --reflect "Monday scared you, and you went." --say "I am glad you told me."
show sam thanks Ana "You told me about Monday." --now
show sam sync
show ana inbox
show ana log Sam
show sam log Ana
show ana list
