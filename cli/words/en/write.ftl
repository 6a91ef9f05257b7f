# Writing and changing.

# Changing.
write-nothing-changed = Nothing was changed.
write-changed = Changed.
write-changed-for-both = Changed, for { $names } too.
write-changed-for-you = Changed, for you; { $names } keeps what was shared.
write-follow = This is shared with { $names }. Let the copy there follow?
write-erase = Erase it for good?
write-erased = { $id }  erased
write-taken-back = Taken back; it stays with you.

# Texts that did not become an entry.
write-no-drafts = There are no drafts.
write-dropped = Dropped.
write-draft = { $name }  { $time }  { $command }  ({ $audience })  { $begins }

# Asking for the parts of a need.
write-skip-each = Each of these may be skipped with Enter.
write-what-happened = What happened?
write-what-ask = What would you ask?
write-what-feel = What do you feel?
write-what-need = What do you need?
