# What is explained beside the commands.

topic-safety =
    Safety

    Fondly is built for somebody who may be known, loved, or feared by the person at the other side.
    This page says what it does for you, what it cannot do, and what you can do.

    What stays yours
      Everything you write is private until you share it. The person you are linked with cannot see how
      much you write, or when, or that there is anything besides what you shared.
      Sharing goes to one person whom you name. You can stop at any time, alone and offline:
        fondly exposure NAME       shows what they can read
        fondly unshare ID NAME     takes one entry back
      Their program then erases it, and each of their devices says once that it did. A program that was
      changed, a photograph or a good memory do not forget: what was read cannot be made unread.

    You need quiet, or you leave
        fondly pause NAME          nothing goes or comes, until fondly resume NAME
        fondly unlink NAME --received keep   ends it for good; with delete, what they shared is erased
        fondly block NAME          ends it, and takes no invite of theirs
      They are not told; for them it is as if you were away. It holds at once on this device, and on
      your others when they next meet one of yours that knows. What they have stays with them.
        fondly unlink NAME --received keep --ask-to-delete
      takes all that you shared back as the last thing that goes to them, says on how many of their
      devices it is removed, and ends it whether they were reached or not. Then they can tell.

    Somebody holds this device
      On the disk the journal is encrypted. Whoever has the passphrase, or sits at the device while it
      is open, can read all of it. While fondly serve runs, the journal is open.
        Choose a passphrase that nobody near you can guess, and stop serve when you leave.
        A journal made with --insecure-key-file is open to whoever has the disk; fondly status says so.

    Somebody comes in, or looks over your shoulder
        Ctrl-\                     in any question, in the pager, and while a command works
        fondly lock                from anywhere
      Both forget the key everywhere, and clear the screen and what was scrolled away. In an editor the
      key is the editor's; some terminals, and tmux, keep a copy that a program cannot clear.
      What you type after a command stays in the history of the shell; a text that you leave out of the
      command opens your editor instead:
        fondly thanks Sam

    Somebody asks you for the passphrase
      You can have another journal beside the first, with a passphrase of its own:
        fondly init --beside --name NAME
        fondly --unlock reflect    asks for a passphrase, which says the journal that is meant
      Nothing that the first one shows, counts, finds, exports or backs up tells of it, and serve has no
      key of it. Its own backup: fondly --unlock backup FILE. It comes to no other device by itself.
      It is no way to deny that it is there: whoever searches this device, or compares copies of it, sees
      that there is more than one journal, how large, and when it changed. If that must not be known,
      keep it elsewhere, or do not write it down.

    A device is lost, or was taken
        fondly device remove NAME  from another device of yours
      It gets nothing new from then on. What was on it stays there, behind its passphrase.

    Somebody may have linked a device that is not yours
      For a week, fondly status on all of yours says that a device is new, also where it gives no name
      or an old date, and how to remove it.
        fondly device list         shows all of them, and since when
        fondly device remove NAME  removes one

    Somebody says that you wrote, or held, something else
        fondly compare NAME        four words, the same where both hold the same, and who has signed it
      A device that told two different things is found out and named, and the proof is kept.

    Recovery words
      Whoever has your 24 words and a backup can read everything, and can stand in for you. Keep them on
      paper, apart from the device, where only you look.

    If you are afraid of somebody, you may know best what is safe. Sudden changes can be noticed. A
    helpline near you can think it through with you; use a device that the other person cannot reach.

topic-sharing =
    Sharing

    Every entry starts private. Three ways lead out of your journal, and each is an act of yours:
      fondly thanks NAME TEXT      an appreciation of somebody you are linked with goes to them, after a
                                   minute in which fondly undo takes it back; --keep keeps it with you
      fondly share ID NAME         shares one entry with one person; --preview shows what they would see
      fondly share ID NAME --part TEXT   shares a part, in words that you choose

    What they see: text, title, feelings, needs, and the day. What they never see: your tags, your edits
    before you shared, and that there is anything else.

      fondly who ID                says who can read an entry
      fondly unshare ID NAME       takes it back; nobody can be made to forget what they read
      fondly exposure NAME         shows all that they can read
      fondly edit ID               asks whether the copy follows

    The first time, link with a person and make sure that it is them:
      fondly invite NAME           prints one line, for them to use with fondly join
      fondly verify NAME           three words to read to each other, by voice
    Nothing can be shared with somebody before that.

    What is shared goes straight from device to device:
      fondly sync                  now
      fondly serve                 whenever both of you are there

topic-devices =
    Devices

    Your journal can live on several devices of yours. Each works by itself, offline, and they catch up
    when they meet.

      fondly device add            on the device that you have: prints one line, and waits
      fondly device join LINE --device-name NAME   on the new one
      fondly device list           which there are
      fondly device remove NAME    one is lost: it gets nothing new

    If all of them are lost, a backup and your recovery words bring everything back:
      fondly backup FILE           now and then; the file is encrypted and may lie anywhere
      fondly restore FILE --words-file WORDS
    Without a backup, a partner can give you back what the two of you shared:
      fondly invite NAME --restore   at your partner's

topic-words =
    Words

    entry         what you write: an appreciation, a need, a reflection, or a response
    appreciation  something that you value in somebody, or in yourself        fondly thanks NAME TEXT
    need          what you need; what happened, how you feel and what you would ask are optional
                                                                              fondly need TEXT
    reflection    anything else                                               fondly reflect TEXT
    response      an answer to what somebody shared                           fondly respond ID

    ID            the letters before an entry in each list; four or more are enough, if no other entry
                  begins so. @last is the newest that you wrote.
    NAME          what you call a person. It is yours alone: they never see it.
    DAY           2026-11-23, yesterday, friday, "last friday", "2 weeks ago", "last month"
    TEXT          after the command; - reads it from another program; left out, your editor opens

    recovery words   24 words that bring your journal back; shown once, unless you keep them
    hold          the minute before an appreciation leaves

topic-import =
    Import and export

      fondly export --to journal.json           everything you wrote, to be imported again without loss
      fondly export --format md --to notes      a directory with a file for each entry
      fondly export --format html --to ours.html --include shared,received

    An export is not encrypted. It is a file that only you can read on this computer, and nothing is
    ever overwritten.

      fondly import FILE                        takes in what another journal, or another program, wrote
      fondly import FILE --dry-run              only says what would come in

    Known are the JSON of Fondly, Day One (--from dayone) and jrnl (--from jrnl), the text of jrnl, the
    CSV of Presently (--from presently) and a directory of Markdown files (--from markdown), whose front
    matter may give date, title, tags, kind, to, feelings, needs. A file without a date in it is dated
    by its name, if that begins as 2026-11-23.

    Whatever comes in is private. The same file can be imported again: nothing comes in twice. How an
    entry was edited, and who could read it, is not taken over.
