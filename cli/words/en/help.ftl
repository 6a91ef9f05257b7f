# The help of every command, in the order of its paths: see cli/src/help.rs. Paragraphs of
# `more` may be wrapped; examples are shown line by line.

help-everywhere = Everywhere
    .arg-beside = Make it beside the journal that is here; its passphrase and --unlock open it, and nothing else
    .arg-color = Colour the text; auto does on a terminal, unless NO_COLOR is set
    .arg-draft = Go on with this draft in the editor; fondly drafts shows them
    .arg-feelings = What you feel; may be given again
    .arg-home = Use the journal in this directory [env: FONDLY_HOME]
    .arg-html = Write it as a page of HTML to this new file
    .arg-id = The id, four or more of its first characters, or @last
    .arg-ideas_welcome = Say that ideas are welcome
    .arg-insecure_key_file = Keep the key in a file that whoever has your disk can read
    .arg-json = Print one JSON document instead of text
    .arg-key = Its name
    .arg-kind = Only this kind
    .arg-limit = At most so many
    .arg-listen_only = Say that you would like to be listened to, without advice
    .arg-mine = Only what you wrote
    .arg-name = With whom
    .arg-no_input = Never ask anything, even on a terminal
    .arg-no_passphrase = Keep the key in the keyring of this system instead of asking for a passphrase
    .arg-no_reply = Say that no reply is needed
    .arg-passphrase_file = Read the passphrase from this file [env: FONDLY_PASSPHRASE_FILE]
    .arg-plain = Print lines of text and nothing else: no colour, no picture, nothing that is drawn, no pager
    .arg-received = Only what you received
    .arg-since = From this day on, as 2026-11-23, yesterday, "last friday" or "2 weeks ago"
    .arg-tag = Only what has this tag
    .arg-text = The text; `-` reads it from standard input, none opens the editor
    .arg-until = Until this day
    .arg-with = Only what is to or from this person
    .arg-words_file = A file with your 24 recovery words
    .arg-yes = Do not ask
    .arg-unlock = Take the passphrase even where a running serve has the key; it says which journal is meant

# What stands for a value, as in --since DAY.
help-names = names
    .DIR = DIR
    .FILE = FILE
    .WHEN = WHEN
    .TEXT = TEXT
    .DAY = DAY
    .NAME = NAME
    .ID = ID
    .TIME = TIME
    .KIND = KIND
    .TAG = TAG
    .N = N
    .WORD = WORD
    .FEELING = FEELING
    .NEED = NEED
    .FORM = FORM
    .PATH = PATH
    .PARTS = PARTS
    .PROGRAM = PROGRAM
    .DRAFT = DRAFT
    .DEPTH = DEPTH
    .INVITE = INVITE
    .TOPIC = TOPIC
    .KEY = KEY
    .VALUE = VALUE
    .SHELL = SHELL
    .YEAR = YEAR
    .STATE = STATE
    .ACKNOWLEDGEMENT = ACKNOWLEDGEMENT
    .HEARD = HEARD
    .NEW = NEW
    .IDS = IDS
    .WHAT = WHAT
    .ADDRESS = ADDRESS
    .PORT = PORT
    .HOST = HOST

help-fondly = Keep a journal of your own, and share what you choose with one person.
    .more =
        Every entry starts private and stays on this computer. What you choose to share goes
        straight to the devices of the person whom you name, encrypted so that nobody else can read
        it. There is no account and no server.
    .examples =
        Examples:
          fondly init --name Ana
          fondly thanks Sam "You did the dishes when I was worn out; I felt cared for"
          fondly invite Sam

        Exit codes: 0 done, 1 it failed, 2 usage, 3 locked or wrong passphrase, 4 not found or ambiguous,
        5 not reached, 6 refused for safety, 130 interrupted.

help-ack = Answer in one word, so that silence is not the only alternative to a response.
    .examples =
        Examples:
          fondly ack 9d8c thanks
          fondly ack 9d8c with-you
    .arg-id = The id, or four or more of its first characters
    .arg-acknowledgement = What to say
    .value-thanks = Thank you for telling me
    .value-later = I have read this and want to answer properly
    .value-with-you = I am with you

help-backup = Write everything into one file that your recovery words open.
    .more =
        The file is encrypted: without the words nobody can read it, and it may lie anywhere. It is
        read back and checked before it takes the place of an older backup.
    .examples =
        Example:
          fondly backup /media/stick/journal.fondly
    .arg-file = The file; an older backup there is replaced
    .arg-words_file = Your recovery words, needed only for a journal of an early version

help-balance = Read your needs and theirs, side by side.
    .more =
        First what waits for your answer, then yours and theirs, open and closed. Nothing is counted
        and nothing is compared, and nobody else sees it. Of more than five hundred needs the newest
        are shown; --since names a day from which on all are.
    .examples =
        Examples:
          fondly balance
          fondly balance Sam
          fondly balance --since "2 years ago"
    .arg-since = All from this day on

help-block = End a bond, and take no invite of that person any more.
    .more =
        As fondly unlink with --received keep, where the bond has not ended yet.
    .examples =
        Example:
          fondly block Sam
    .arg-name = Whom

help-bundle = Put what waits for somebody into a file, to be carried where no network goes.
    .more =
        Only the devices of the one it was made for can open it; to everybody else it is noise. Pass
        it on as you like: a stick, a mail, a chat. Making it changes nothing, and nothing is lost
        where it never arrives.
    .examples =
        Examples:
          fondly bundle Sam > for-sam.fondly
          fondly bundle --all-devices --to /media/stick/journal.fondly
    .arg-name = For whom
    .arg-all_devices = For your own other devices: your journal and all that you share
    .arg-whole = With all that there is, also what they have already
    .arg-to = Write a new file in place of standard output

help-checkin = Take a moment: one appreciation, one need, one thing ahead.
    .more =
        On a terminal, without any of the three, you are asked for each; each may be skipped. The
        appreciation is as one of `fondly thanks`: of somebody linked, it leaves after a minute
        unless you give --keep. The need and the thing ahead stay with you until you share them.
    .examples =
        Examples:
          fondly checkin
          fondly checkin --with Sam
          fondly checkin --with Sam --thanks "You called from the train" --need "Sleep" \
              --ahead "The talk on Friday"
    .arg-with = With whom the moment is; without it, with yourself
    .arg-thanks = Something that you appreciate
    .arg-need = Something that you need
    .arg-ahead = Something that lies ahead
    .arg-keep = Keep the appreciation private

help-compare = Show four words for what both of you hold, and sign that this device holds it.
    .more =
        Read them to each other by phone or face to face. The same words on both sides mean that
        both devices hold the same records, in the same order. Other words mean that something still
        waits: sync, and compare again. What each device has signed goes with the next sync, so it
        can be seen without reading anything out as well.
    .examples =
        Example:
          fondly compare Sam

help-complete = Offer ids or names to a shell, if the key is at hand.
    .examples =
        Example:
          fondly complete ids

help-completions = Print what a shell needs to complete commands and options.
    .more =
        It knows commands and options. While fondly serve runs it also knows ids, first lines and
        names; at other times nothing of your journal.
    .examples =
        Examples:
          fondly completions bash > ~/.local/share/bash-completion/completions/fondly
          fondly completions zsh > ~/.zfunc/_fondly
          fondly completions fish > ~/.config/fish/completions/fondly.fish
    .arg-shell = The shell

help-config = Read and change settings.
    .more =
        They hold nothing private, need no passphrase, and can be set before `fondly init`. A
        running `fondly serve` takes changes over.

        net.mode: off, lan (default: known addresses only) or public, which uses relays too.
        net.bind: the address, or address and port, to listen at. net.relays: your relays, each
        https://HOST or https://TOKEN@HOST, or n0 for the public ones of the makers of iroh.
        net.relays.allowed: relays of people you share with; each is used for the bond in which it
        is named, never among your own devices. net.relays.roots: a PEM file with certificates to
        trust for relays. net.discovery: off (default) or on, which tells the local network where
        you are. notify: off (default) or on, which says on the screen that something came, and not
        what. share.hold: seconds for which an appreciation can be taken back. lock.after: minutes
        without a command after which `fondly serve` forgets the key and ends; 0 (default) is never.
        words.language: auto (default) as the system says, en or de.
    .examples =
        Examples:
          fondly config set net.bind 127.0.0.1
          fondly config set net.relays https://TOKEN@relay.example
          fondly config get share.hold
          fondly config list

help-config-get = Print the value of a setting

help-config-list = Print all settings

help-config-path = Print where they are kept

help-config-set = Change a setting
    .arg-value = Its value

help-device = Use this journal on several devices.
    .examples =
        Examples:
          fondly device add
          fondly device join fondly1abc... --device-name phone
          fondly device list
          fondly device remove phone

help-device-add = Let a new device of yours in: run this on a device that has the journal.
    .more =
        Prints one line, which works once, and waits. On the new device, run `fondly device join`.
        The new device gets everything that you wrote and received, and can do all that this one
        can.
    .examples =
        Example:
          fondly device add
    .arg-timeout = How long to wait, as 90s or 10m [default: 10m]

help-device-join = Make this a device of yours: run this on the new device.
    .more =
        There must be no journal here yet. The line comes from `fondly device add` on a device that
        you have. It returns once everything is here; what has come can be used before.
    .examples =
        Example:
          fondly device join fondly1abc... --device-name phone
    .arg-invite = The line that the other device shows
    .arg-device_name = What you call this device; only your own devices see it
    .arg-timeout = How long to try, as 90s or 10m [default: 10m]

help-device-list = List your devices.
    .examples =
        Example:
          fondly device list

help-device-remove = Remove a device of yours that you lost or gave away.
    .more =
        From then on it gets nothing more, and nothing that it sends counts. What it had got stays
        on it: whoever has it and its passphrase can read that. It never returns; a device that is
        found again is linked anew.
    .examples =
        Examples:
          fondly device remove phone
          fondly device remove laptop --words-file words.txt
    .arg-name = What you call it, or its id
    .arg-words_file = Remove it by your recovery words, which no device can contest

help-device-reset = Begin anew with this device alone, by your recovery words.
    .more =
        For when a device or your words may be in other hands. All your other devices are removed,
        which none of them can contest, and you get new words: the old ones are worth nothing from
        then on. The people whom you are linked with must make sure of you again.
    .examples =
        Example:
          fondly device reset --words-file words.txt

help-doctor = Check the journal, its keys, the clock and the network.
    .more =
        Exits with 1 only where something is broken.
    .examples =
        Example:
          fondly doctor

help-drafts = List texts that were written in the editor and did not become an entry.
    .more =
        They lie encrypted in your journal, on this device only. Take one up with --draft where you
        write or edit.
    .examples =
        Examples:
          fondly drafts
          fondly reflect --draft 1
          fondly drafts rm 1

help-drafts-rm = Drop a draft for good.
    .examples =
        Example:
          fondly drafts rm 1
    .arg-draft = Its number

help-drafts-show = Print a draft whole.
    .examples =
        Example:
          fondly drafts show 1 | fondly reflect -
    .arg-draft = Its number

help-edit = Change the text of an entry of yours.
    .more =
        Where the entry is shared, the other's copy follows only if you say so: on a terminal you
        are asked, elsewhere it stays as it is. A copy that follows is marked as edited, and its
        reader keeps the earlier text.
    .examples =
        Examples:
          fondly edit @last
          fondly edit 3f2a --text "I was quiet because of the letter" --update-shared
    .arg-text = The new text; `-` reads it from standard input, none opens the editor
    .arg-update_shared = Let the copies of those it is shared with follow
    .arg-keep_shared = Leave the copies of those it is shared with as they are

help-export = Write your journal out, for reading or to take it elsewhere.
    .more =
        JSON can be imported again without loss; Markdown is a directory with one file for each
        entry, HTML one page. What others wrote is left out unless you ask for it. An export is not
        encrypted: whoever has it can read it. For a copy that only you can open, use `fondly
        backup`.
    .examples =
        Examples:
          fondly export --to journal.json
          fondly export --format md --to my-journal
          fondly export --format html --include shared,received --to ours.html
    .arg-format = The form
    .arg-to = Where to: a new file, for md a new directory, or - for standard output
    .arg-include = Which entries

help-exposure = Say exactly what of yours each person can read.
    .more =
        It is read from the signed records of the bond: what they hold, or get once they are
        reached. What you withdrew stands there too, with how many of their devices say that it is
        removed.
    .examples =
        Examples:
          fondly exposure
          fondly exposure Sam
    .arg-name = By whom; everybody where none is named

help-heard = Say whether you feel heard by an answer to an entry of yours.
    .more =
        Only you can: whether somebody was heard is theirs to say. With `yes`, a need counts as
        heard, for its reader too.
    .examples =
        Examples:
          fondly heard 9d8c yes
          fondly heard 9d8c not-quite --say "It is less about the dishes than about being asked"
    .arg-id = The id of the answer, or of your entry for its newest answer
    .arg-heard = Whether that is it
    .value-yes = That is it
    .value-not-quite = Not quite
    .arg-say = What you want to say; `-` reads it from standard input

help-help = Explain a command or a topic: safety, sharing, devices, words, import.
    .examples =
        Examples:
          fondly help safety
          fondly help thanks
    .arg-topic = A command or a topic

help-helps = Read, write or share the page of what helps you.
    .more =
        It is made of your needs to nobody in particular that you have not let go, or of those that
        you name: what you feel, what you need and what you would ask, not what happened. Shown
        first, word for word, it is written as one entry with --write, and shared with --share.
        Doing so again brings it up to date; who has it sees the new one only once you share it with
        them again.
    .examples =
        Examples:
          fondly helps
          fondly helps --write
          fondly helps 9d8c 4f2a --share Sam
    .arg-ids = Needs to make it of, by id; without any, all that are to nobody in particular
    .arg-write = Write it as an entry, or bring that entry up to date
    .arg-share = Write it, and share it with this person

help-import = Take in entries from a file of Fondly or of another program.
    .more =
        They come in as yours, and private. What others wrote comes in as a quote with the tag
        imported. The same file can be imported again: what is here already stays as it is. Entries
        that are broken are named with their line, and the others come in.

        Day One, jrnl, Presently and Markdown with front matter are known; the file itself tells
        which it is.
    .examples =
        Examples:
          fondly import journal.json
          fondly import notes --from markdown --dry-run
    .arg-file = The file, or a directory of Markdown files
    .arg-from = Which program wrote it
    .arg-dry_run = Only say what would come in

help-inbox = List what others shared and you have not read, and answers to yours.
    .more =
        An entry leaves this list when you open it with `fondly show` or answer it. Nobody is told.
    .examples =
        Examples:
          fondly inbox
          fondly inbox --watch
    .arg-watch = Stay, and list what comes as it comes, while `fondly serve` runs

help-init = Make a journal.
    .more =
        Prints 24 recovery words, once. Whoever has them can stand in for you; without them and
        without your devices, nobody can open what you wrote. Nothing leaves this computer.
    .examples =
        Examples:
          fondly init --name Ana
          fondly init --name Ana --passphrase-file secret.txt --json
          fondly init --name Ana --no-passphrase
          fondly init --name Ana --keep-words
          fondly init --name Ana --beside
    .arg-name = Your name
    .arg-keep_words = Keep the recovery words in the journal too, for fondly recovery; on a terminal you are asked

help-inspect = Say what a file shows to somebody who has nothing but the file.
    .more =
        It takes an invite, an envelope, a bundle, a backup or an export. No journal and no
        passphrase is needed.
    .examples =
        Examples:
          fondly inspect journal.fondly
          fondly inspect fondly1abc...
    .arg-file = The file, or the line of an invite

help-invite = Invite somebody to link journals with you.
    .more =
        Prints one line, which works once, and waits until it was used. Give it to the other person,
        who runs `fondly join`. Linking shares nothing: that stays your choice, entry by entry.

        With --restore it is for somebody you are linked with already, who lost all devices: whoever
        has their recovery words gets back what the two of you share, and nothing else.
    .examples =
        Examples:
          fondly invite Sam
          fondly invite Sam --in-person
          fondly invite Sam --restore
    .arg-name = What you call them; nobody else sees it
    .arg-timeout = How long to wait, as 90s or 10m [default: 10m, in person 2m]
    .arg-in_person = They stand in front of you, and read the invite from your screen
    .arg-restore = Give them back what you share with each other, by their recovery words

help-join = Link journals with the person who invited you.
    .more =
        Linking shares nothing: you will see only what they share with you, and they only what you
        share with them.
    .examples =
        Example:
          fondly join fondly1abc... --as Ana
    .arg-invite = The line that they gave to you
    .arg-name = What you call them; nobody else sees it
    .arg-in_person = They stand in front of you, and you read the invite from their screen
    .arg-timeout = How long to try, as 90s or 10m [default: 1m, in person 2m]

help-kind = Be kind to yourself, in three moves: notice, others feel this too, a kind sentence.
    .more =
        On a terminal, without any of the three, you are asked a question for each; each may be
        skipped. It stays with you.
    .examples =
        Examples:
          fondly kind
          fondly kind --notice "The talk went badly" --kind "You prepared it with care"
    .arg-notice = What is hard
    .arg-others = Who else may feel like this
    .arg-kind = A kind sentence to yourself

help-list = List what you wrote and received, newest first.
    .examples =
        Examples:
          fondly list -n 10
          fondly list --kind need --mine
          fondly list --with Sam --since "last friday"

help-lock = Forget the key at once, also in a running `fondly serve`.
    .more =
        At a terminal the screen is cleared, and what was scrolled away. In every question, in the
        pager and while a command works, Ctrl-\ does the same at once. Whatever holds the key of a
        journal in this place ends, and its links with it; the next command asks for the passphrase.
        Needs no passphrase itself.
    .examples =
        Examples:
          fondly lock
          fondly config set lock.after 15

help-log = Read the appreciations between you and one person, oldest first.
    .more =
        With --html it becomes a page that can be given away: one file, readable on a phone and on
        paper.
    .examples =
        Examples:
          fondly log Sam
          fondly log me
          fondly log Sam --html letter.html
    .arg-name = With whom; `me` for what you appreciated in yourself

help-man = Write manual pages into a directory, one for each command.
    .examples =
        Example:
          fondly man ~/.local/share/man/man1
    .arg-dir = The directory; it is made if it is not there

help-mutual = Answer one question, both of you, neither seeing the other's answer before both are written.
    .more =
        Until then the other gets the question and a promise of your answer that says nothing of it.
        Once both have answered, each answer is shared by itself when your devices next meet.
        Whoever would rather not answer passes; no reason is asked for, and nobody's answer is
        shown. Alone, it lists these questions.
    .examples =
        Examples:
          fondly mutual
          fondly mutual ask Sam --prompt 203 "That I went back to school"
          fondly mutual ask Sam --question "What do you want from this winter?" "Slow Sundays"
          fondly mutual answer 9d8c "More evenings with you"
          fondly mutual pass 9d8c

help-mutual-answer = Answer a question that somebody asked both of you
    .arg-id = The id of the question, or its first characters
    .arg-text = Your answer; `-` reads it from standard input, none opens the editor

help-mutual-ask = Ask somebody a question, with your own answer
    .arg-name = Whom
    .arg-text = Your own answer; `-` reads it from standard input, none opens the editor
    .arg-prompt = A question of `fondly prompt`, by its number
    .arg-question = A question of your own

help-mutual-pass = Do not answer, without a reason
    .arg-id = The id of the question, or its first characters

help-need = Write down what you need.
    .more =
        Free text is enough; what happened, what you feel, what you need and what you would ask are
        there where they help, and any of them is enough without a text. On a terminal, without any
        of them, you are asked for each. It stays with you until you share it.
    .examples =
        Examples:
          fondly need "An evening without plans"
          fondly need --to Sam --happened "Three late nights" --feel tired --need rest \
              --ask "Could we stay in on Friday?"
    .arg-text = The text; `-` reads it from standard input
    .arg-to = To whom
    .arg-happened = What happened
    .arg-needs = What you need; may be given again
    .arg-ask = What you would ask
    .arg-pick = Choose feelings and needs from the words of `fondly words`, on a terminal

help-need-state = Say what became of a need of yours.
    .more =
        Only its author can. Where the need is shared, the other sees it with the next sync.
    .examples =
        Examples:
          fondly need-state 3f2a met
          fondly need-state 3f2a let-go
    .arg-state = What became of it

help-onthisday = Read what you wrote and received on this day of earlier years.
    .more =
        What you have named with `fondly quiet` stays away.
    .examples =
        Examples:
          fondly onthisday
          fondly onthisday --date 2026-02-14
    .arg-date = Another day, as 2026-11-23 or yesterday

help-passphrase = Change the passphrase.
    .more =
        The one that you have is asked first. Your recovery words stay as they are. Copies of this
        home made before still open by the old passphrase.
    .examples =
        Examples:
          fondly passphrase
          fondly passphrase --passphrase-file old.txt --new-passphrase-file new.txt
    .arg-new_passphrase_file = Read the new passphrase from this file

help-pause = Let nothing go to one person or come from them, for now.
    .more =
        It begins at once, on all of your devices that hear of it, and works offline. They are not
        told: for them it is as if you were away. What you share meanwhile waits. fondly resume ends
        it.
    .examples =
        Example:
          fondly pause Sam

help-people = List whom you are linked with.
    .examples =
        Example:
          fondly people

help-prompt = Get a question to write about.
    .more =
        There are three depths: 1 everyday, 2 personal, 3 tender. Once you have answered some of one
        depth, and somebody you are linked with has too, one step further is offered; without
        anybody linked it is enough that you have. You may take any depth at any time.
    .examples =
        Examples:
          fondly prompt
          fondly prompt --depth 2
          fondly reflect --prompt 104 "The one from the car ride"
    .arg-depth = How deep: 1, 2 or 3
    .arg-with = Think of this person when one step further is offered
    .arg-all = List all of this depth

help-quiet = Say what must not come back by itself.
    .more =
        It stays where it is: lists, search and logs show it as before. It is left out of
        `onthisday`, `remember`, `random`, `valued`, `year` and `shelf`, on this device. With
        several options at once all must hold, as for a person in one spring. Without any, it shows
        what does not come back.
    .examples =
        Examples:
          fondly quiet 3f2a
          fondly quiet --with Jo
          fondly quiet --with Sam --since 2026-03-01 --until 2026-05-31
          fondly quiet --with Jo --lift
    .arg-id = The id of an entry, four or more of its first characters, or @last
    .arg-with = What is about or from this person
    .arg-kind = What is of this kind
    .arg-since = What is for this day or later, as 2026-11-23
    .arg-until = What is for this day or earlier, as 2026-11-23
    .arg-lift = Let it come back again

help-random = Read one entry at random.
    .more =
        What you have named with `fondly quiet` stays away.
    .examples =
        Example:
          fondly random

help-receive = Take in a file that somebody made for you, or that you made on another device.
    .more =
        Any number of times, in any order. What was withdrawn does not come back by an older file.
    .examples =
        Example:
          fondly receive for-ana.fondly
    .arg-file = The file; - for standard input

help-recovery = Show your recovery words again, if they are kept in this journal.
    .more =
        They are kept only where you said so: when the journal was made, or with --keep. The
        passphrase is asked for again. Whoever has passphrase and device then has the words too.
    .examples =
        Examples:
          fondly recovery
          fondly recovery --keep --words-file words.txt
          fondly recovery --forget
    .arg-keep = Keep the words here from now on
    .arg-forget = Keep them here no longer

help-reflect = Write a reflection.
    .more =
        It stays with you until you share it.
    .examples =
        Examples:
          fondly reflect "I was quiet at dinner because of the letter" --feel uneasy --tag family
          fondly reflect --good-news "They said yes"
          fondly reflect --prompt 104 "The one from the car ride"
          fondly reflect - < letter.txt
    .arg-title = A title
    .arg-prompt = Answer this question of `fondly prompt`, which becomes the title
    .arg-pick = Choose feelings from the words of `fondly words`, on a terminal
    .arg-tags = A tag, which nobody else ever sees; may be given again
    .arg-good_news = Mark it as good news

help-relay = Run a relay of your own, for devices that cannot reach each other.
    .more =
        A relay passes on what is sealed and cannot be read there. It needs no journal. Whoever has
        a token of its access list may use it; nobody else.
    .examples =
        Examples:
          fondly relay token Ana --access relay-access
          fondly relay serve --access relay-access --cert relay.pem --key relay.key --name relay.example
          fondly config set net.relays https://TOKEN@relay.example
          fondly config set net.mode public

help-relay-serve = Run the relay in the foreground, until SIGTERM or Ctrl-C
    .arg-access = The access list: a token in each line, as fondly relay token writes it
    .arg-bind = The address and port to listen at [default: [::]:443, without a certificate 127.0.0.1:3340]
    .arg-cert = The certificate with those that it rests on, a PEM file
    .arg-key = The key of the certificate, a PEM file
    .arg-quic_port = The UDP port at which devices learn how they look from outside
    .arg-name = The name by which others know this computer

help-relay-token = Let somebody use the relay: adds a token to its access list, and prints it
    .arg-name = Whom it is for; stands beside the token
    .arg-access = The access list

help-remember = Read good things about somebody, for a day on which they are hard to see.
    .more =
        Appreciations of them and by them, and good news of theirs, in random order. What you have
        named with `fondly quiet` stays away.
    .examples =
        Examples:
          fondly remember Sam
          fondly remember me -n 1
    .arg-name = The name of a person, or `me`

help-rename = Call a person something else.
    .more =
        The name is yours alone, on all of your devices: the other is not told.
    .examples =
        Example:
          fondly rename Sam Samuel
    .arg-name = What you call them now
    .arg-new = What you call them from now on

help-respond = Respond to what somebody shared with you.
    .more =
        On a terminal, without any of the options, you are led through them one by one; each may be
        skipped. What you gave is kept after each step, encrypted on this device: :q ends, and the
        same command goes on. Good news and appreciations have steps of their own. All but the
        scratch note go to its author.
    .examples =
        Examples:
          fondly respond 9d8c
          fondly respond 9d8c --reflect "The letter has been on your mind for days" --feel torn
          fondly respond 9d8c --ask "What would help most?"
    .arg-id = The id, or four or more of its first characters
    .arg-ask = An open question
    .arg-reflect = What you heard, in your own words
    .arg-feelings = A guess at what the other feels; may be given again
    .arg-say = What you want to say
    .arg-scratch = A note that stays with you

help-restore = Get your journal back by your recovery words, from a backup or from a partner.
    .more =
        This becomes a new device of yours. Your other devices, if any are left, stay what they are;
        remove one that you lost with `fondly device remove NAME --words-file FILE`.

        Without a backup a partner can give you back what the two of you share, if they agree: they
        run `fondly invite YOUR-NAME --restore` and pass the line on to you. What only your journal
        held stays lost.
    .examples =
        Examples:
          fondly restore /media/stick/journal.fondly --words-file words.txt
          fondly restore --words-file words.txt --from fondly1abc... --as Sam --name Ana
    .arg-file = The backup
    .arg-from = A line from a partner, who gives you back what you share with each other
    .arg-label = What you call that partner [default: partner]
    .arg-name = What you are called [default: myself]
    .arg-timeout = How long to try with a partner, as 90s or 10m [default: 2m]
    .arg-device_name = What you call this device [default: restored]

help-resume = Let things go to one person and come from them again.
    .more =
        What waited on both sides goes and comes with the next sync.
    .examples =
        Example:
          fondly resume Sam

help-rm = Erase an entry of yours for good.
    .more =
        Its bytes are gone from this device. Where it is shared, the other's copy is withdrawn with
        the next sync; what was read cannot be un-read.
    .examples =
        Examples:
          fondly rm 3f2a
          fondly rm @last --yes

help-search = Find entries that hold all of these words.
    .more =
        Words are taken as they are: no character has a special meaning. The best come first. Where
        more than a thousand are found and -n asks for fewer, the thousand that came last are ranked.
    .examples =
        Examples:
          fondly search letter father
          fondly search dishes --with Sam --received
    .arg-words = The words

help-serve = Keep links to the devices of those you share with, until stopped.
    .more =
        Runs in the foreground. While it runs, other commands of this journal need no passphrase.
        Ctrl-C or SIGTERM ends it in order; `fondly lock` ends it too, and so does the time of
        `lock.after`.
    .examples =
        Example:
          fondly serve

help-service = Have the system keep `fondly serve` running while you are logged in.
    .more =
        Writes one file, a systemd user unit or on macOS a launchd agent, and shows it first. After
        `fondly lock` the service stays down until you start it again.
    .examples =
        Examples:
          fondly service install
          fondly service install --passphrase-file /media/stick/passphrase --yes
          fondly service status
          fondly service remove

help-service-install = Write the file and start the service

help-service-remove = Stop the service and remove the file

help-service-status = Say whether it is installed and runs

help-share = Share an entry of yours with one person.
    .more =
        They see its text, title, feelings and day, and keep a copy. They never see tags, your edits
        or that other entries exist. You can withdraw it later, but nothing can be un-read. Sharing
        it again renews their copy.
    .examples =
        Examples:
          fondly share 3f2a Sam --preview
          fondly share 3f2a Sam
          fondly share @last Sam --part "I was quiet because of the letter"
          fondly share @last Sam --from 2026-12-24
    .arg-part = Share this text instead of the whole; `-` reads it from standard input
    .arg-preview = Show what they would see, and share nothing
    .arg-from = Share it from this day on, as 2026-12-24; until then fondly unshare takes it back

help-shelf = Read the appreciations that you wrote for somebody and did not share.
    .more =
        Each comes back unasked, with `fondly inbox` at a terminal, after about three days and after
        about two weeks, and then never again. Nobody else ever sees that they exist.
    .examples =
        Examples:
          fondly shelf
          fondly share 3f2a Sam
          fondly shelf --not-this 3f2a
    .arg-not_this = Put this one away; it stays in your journal

help-show = Show an entry whole.
    .more =
        What you received counts as read from then on, for you alone: nobody is told.
    .examples =
        Examples:
          fondly show 3f2a
          fondly show 3f2a --history
          fondly show @last
    .arg-history = Show also which texts it had before, and since when

help-status = Say how things stand: what waits to go out, what is to read.
    .examples =
        Example:
          fondly status

help-sync = Exchange once with every device that can be reached.
    .more =
        Nothing is lost where somebody is away: what waits goes with a later sync. The other side
        must run `fondly serve`, or `fondly sync` at the same moment.
    .examples =
        Examples:
          fondly sync
          fondly sync Sam --timeout 30s --require Sam
    .arg-names = With whom; with everybody where none is named
    .arg-timeout = How long at most, as 10s or 2m
    .arg-require = Fail with exit code 5 unless this person was reached; may be given again

help-thanks = Write an appreciation of somebody.
    .more =
        It is shared with that person after a minute, in which `fondly undo` takes it back; the
        setting share.hold changes the time. An appreciation of somebody whom you are not linked
        with, or of `me`, stays with you.
    .examples =
        Examples:
          fondly thanks Sam "You did the dishes when I was worn out; I felt cared for"
          fondly thanks Sam --did "You waited for me" --gave "I came in laughing"
          fondly thanks Sam --keep-until 2027-02-14 "for the birthday letter: how you listened in spring"
          echo "You waited for me" | fondly thanks Sam -
    .arg-name = Of whom: the name of a person, or `me`
    .arg-did = What they did; a paragraph of the text
    .arg-gave = What it gave to you; a paragraph of the text
    .arg-keep = Keep it private
    .arg-now = Share it at once, without the minute to take it back
    .arg-keep_until = Keep it as a surprise until this day, as 2027-02-14

help-unblock = Take invites of somebody again whom you have blocked.
    .more =
        The bond stays ended: to link again, form a new one.
    .examples =
        Example:
          fondly unblock Sam
    .arg-name = Whom

help-undo = Take back the newest appreciation that has not left yet.
    .more =
        It stays with you, private.
    .examples =
        Example:
          fondly undo

help-unlink = End a bond, alone and at once.
    .more =
        From this moment nothing goes to that person and nothing comes from them, on all of your
        devices that hear of it. It works offline, they are not told, and it cannot be undone: to
        link again, form a new bond. What they already have of yours stays with them; fondly unshare
        ID NAME, and a sync, takes an entry back before you part, and --ask-to-delete takes all of
        it back as the last thing that goes to them: then they can tell. Where nobody is reached in
        time, the bond ends all the same, and nothing was asked. What was between you does not come
        back by itself in onthisday, remember, shelf, balance, log or year.
    .examples =
        Examples:
          fondly unlink Sam --received keep
          fondly unlink Sam --received delete --confirm Sam
          fondly unlink Sam --received keep --ask-to-delete
        To have what they shared elsewhere first:
          fondly export --include received --to FILE
    .arg-name = From whom
    .arg-received = What becomes of what they shared with you
    .arg-ask_to_delete = First withdraw all that you shared with them, and try to have it removed on their devices
    .arg-timeout = How long to try that, as 30s or 2m
    .value-keep = You can read it as before
    .value-delete = It is erased on your devices
    .arg-confirm = The name again, instead of being asked

help-unshare = Withdraw an entry of yours from one person.
    .more =
        Their copy goes away with the next sync. What was read cannot be un-read.
    .examples =
        Example:
          fondly unshare 3f2a Sam
    .arg-name = From whom

help-valued = Read what others appreciated in you, gathered.
    .more =
        All of it is on this device: no network is needed. What you have named with `fondly quiet`
        stays away.
    .examples =
        Example:
          fondly valued

help-verify = Make sure that the person you linked with is who you think.
    .more =
        Without words, shows your three words: read them out, by phone or face to face. With words,
        takes the three that the other reads to you. Each of you does both. It needs no network and
        may come days later; until then you can share nothing with them.
    .examples =
        Examples:
          fondly verify Sam
          fondly verify Sam maple orbit canal
    .arg-name = Whom
    .arg-words = The three words that the other reads to you

help-who = Say who can read an entry of yours.
    .examples =
        Example:
          fondly who 3f2a

help-words = List words for feelings or needs.
    .more =
        They are an offer: any other word is as right. Words of your own, one a line, may stand in
        words/feelings.txt and words/needs.txt of your journal's directory, beside the file that
        `fondly config path` names; a line that begins with # begins a group. These two files are
        not encrypted.
    .examples =
        Examples:
          fondly words feelings
          fondly words needs --json
    .arg-kind = Which words

help-year = Read a year, month by month.
    .more =
        With a person, it is what both of you have of each other: what you shared, as you shared it,
        and what you received. Without one it is your own year, private entries among it.
    .examples =
        Examples:
          fondly year 2026
          fondly year 2026 --with Sam --html our-year.html
    .arg-year = The year
    .arg-with = With this person
