# Schreiben und Ändern.

# Ändern.
write-nothing-changed = Nichts wurde geändert.
write-changed = Geändert.
write-changed-for-both = Geändert, auch für { $names }.
write-changed-for-you = Geändert, für dich; bei { $names } bleibt, was geteilt wurde.
write-follow = Das ist mit { $names } geteilt. Soll die Kopie dort mitgehen?
write-erase = Endgültig löschen?
write-erased = { $id }  gelöscht
write-taken-back = Zurückgeholt; es bleibt bei dir.

# Texte, die kein Eintrag wurden.
write-no-drafts = Es gibt keine Entwürfe.
write-dropped = Verworfen.
write-draft = { $name }  { $time }  { $command }  ({ $audience })  { $begins }

# Nach den Teilen eines Bedürfnisses fragen.
write-skip-each = Jedes davon kannst du mit Enter überspringen.
write-what-happened = Was war?
write-what-ask = Worum würdest du bitten?
write-what-feel = Was fühlst du?
write-what-need = Was brauchst du?
