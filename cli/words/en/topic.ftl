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
      your others when they next meet one of yours that knows. What they have stays with them: take
      entries back before you part, sync, and look at fondly exposure again.

    Somebody holds this device
      On the disk the journal is encrypted. Whoever has the passphrase, or sits at the device while it
      is open, can read all of it. While fondly serve runs, the journal is open.
        Choose a passphrase that nobody near you can guess, and stop serve when you leave.
        A journal made with --insecure-key-file is open to whoever has the disk; fondly status says so.

    Somebody looks over your shoulder
      What you read stays in the scrollback of the terminal. What you type after a command stays in the
      history of the shell; a text that you leave out of the command opens your editor instead:
        fondly thanks Sam

    Somebody asks you for the passphrase
      Fondly has no second passphrase that shows an empty journal. If you may be made to open it, keep
      what must not be seen elsewhere, or do not write it down.
      That a journal is here at all can be seen by whoever searches this device.

    A device is lost, or was taken
        fondly device remove NAME  from another device of yours
      It gets nothing new from then on. What was on it stays there, behind its passphrase.

    Somebody may have linked a device that is not yours
      For a week, fondly status on all of yours says that a device is new, and how to remove it.
        fondly device list         shows all of them, and since when
        fondly device remove NAME  removes one

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
