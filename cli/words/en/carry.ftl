# Files that leave or come in: export, import, backup, bundle, inspect.

# Bundles.
carry-own-can-open = Your other devices can open it, and nobody else: fondly receive FILE
carry-theirs-can-open = The devices of { $name } can open it, and nobody else: fondly receive FILE
carry-another-of-yours = another device of yours
carry-nothing-new = From { $names }. Nothing in it was new.
carry-something-new = From { $names }. To see what is new: fondly inbox

# What a file shows to a stranger.
carry-envelope = An envelope of { $bytes } bytes.
carry-envelope-sealed = Nothing in it can be read without the keys of those whom it is for: neither who wrote it, nor to whom, nor when.
carry-envelope-size = Its size is rounded up, and hardly tells how long a text is.
carry-bundle = A bundle of { $bytes } bytes, an exchange by file.
carry-bundle-holds = It holds { $envelopes } sealed envelopes in { $parts } parts, for at most { $devices } devices.
carry-bundle-sealed = Nothing in it can be read without the keys of those devices: neither from whom it is, nor for whom, nor about what.
carry-backup = A backup of { $bytes } bytes.
carry-backup-holds = It holds { $envelopes } sealed envelopes, the largest of { $largest } bytes.
carry-backup-sealed = Without the recovery words nothing in it can be read: neither whose it is, nor how many entries it has, nor when it was made.
carry-export = An export of { $bytes } bytes.
carry-export-open = It is not encrypted: whoever has it reads all of it.
carry-file = A file of Fondly.
carry-invite-device = A line that lets a device into somebody's own devices.
carry-invite-restore = A line that gives somebody back what two people share.
carry-invite-in-person = An invite for somebody who stands in front of the inviter.
carry-invite = An invite to link two journals.
carry-invite-ends = It ends at { $time }.
carry-invite-key = It is answered by the key { $endpoint }
carry-invite-at = at { $address }
carry-invite-names-nobody = It names nobody. Whoever has it may use it once, before the one whom it is meant for: that is what the three words are compared for.

# Backups, and coming back.
carry-backed-up = { $file }: { $count } entries, { $bytes } bytes, checked
carry-words-open-it = Your recovery words open it: keep them apart from it.
carry-restored = { $count } entries are here, as of { $time }.
carry-restored-more = This is a new device of yours. What you wrote after the backup, and shared, comes back from those you shared it with: fondly sync
carry-given-back = { $count } entries are here, with what you and { $name } share.
carry-given-back-more =
    This is a new device of yours. Make sure that it was { $name }, by voice: fondly verify { $name }
    Others you were linked with can give back their part in the same way.

# Export and import.
carry-exported =
    { $file }: { $count ->
        [one] 1 entry
       *[other] { $count } entries
    }
carry-not-encrypted = It is not encrypted: whoever has it can read it.
carry-left-out-received = What others shared with you is not in it; --include received adds it.
carry-came-in =
    { $count ->
        [one] 1 entry
       *[other] { $count } entries
    } came in.
carry-would-come-in =
    { $count ->
        [one] 1 entry
       *[other] { $count } entries
    } would come in.
carry-same =
    { $count ->
        [one] 1 entry is
       *[other] { $count } entries are
    } here already.
carry-left-out = left out: line { $line }: { $reason }
carry-left-out-of-file = left out: { $file }, line { $line }: { $reason }
carry-left-out-more = left out: { $count } more; --json lists them all
