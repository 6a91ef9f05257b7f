# Dateien, die hinausgehen oder hereinkommen: Export, Import, Sicherung, Bündel, Ansehen.

# Bündel.
carry-own-can-open = Deine anderen Geräte können es öffnen und sonst niemand: fondly receive DATEI
carry-theirs-can-open = Die Geräte von { $name } können es öffnen und sonst niemand: fondly receive DATEI
carry-another-of-yours = einem anderen deiner Geräte
carry-nothing-new = Von { $names }. Nichts darin war neu.
carry-something-new = Von { $names }. Was neu ist, zeigt: fondly inbox

# Was eine Datei Fremden zeigt.
carry-envelope = Ein Umschlag von { $bytes } Byte.
carry-envelope-sealed = Nichts darin ist ohne die Schlüssel derer zu lesen, für die er ist: weder wer schrieb, noch an wen, noch wann.
carry-envelope-size = Seine Größe ist aufgerundet und verrät kaum, wie lang ein Text ist.
carry-bundle = Ein Bündel von { $bytes } Byte, ein Austausch als Datei.
carry-bundle-holds = Es enthält { $envelopes } versiegelte Umschläge in { $parts } Teilen, für höchstens { $devices } Geräte.
carry-bundle-sealed = Nichts darin ist ohne die Schlüssel dieser Geräte zu lesen: weder von wem es ist, noch für wen, noch worüber.
carry-backup = Eine Sicherung von { $bytes } Byte.
carry-backup-holds = Sie enthält { $envelopes } versiegelte Umschläge, der größte hat { $largest } Byte.
carry-backup-sealed = Ohne die Wiederherstellungswörter ist nichts darin zu lesen: weder wessen sie ist, noch wie viele Einträge sie hat, noch wann sie gemacht wurde.
carry-export = Ein Export von { $bytes } Byte.
carry-export-open = Er ist nicht verschlüsselt: Wer ihn hat, liest alles.
carry-file = Eine Datei von Fondly.
carry-invite-device = Eine Zeile, die ein Gerät zu den eigenen Geräten von jemandem hereinlässt.
carry-invite-restore = Eine Zeile, die jemandem zurückgibt, was zwei Menschen teilen.
carry-invite-in-person = Eine Einladung für jemanden, der vor der einladenden Person steht.
carry-invite = Eine Einladung, zwei Tagebücher zu verbinden.
carry-invite-ends = Sie endet: { $time }.
carry-invite-key = Es antwortet der Schlüssel { $endpoint }
carry-invite-at = unter { $address }
carry-invite-names-nobody = Sie nennt niemanden. Wer sie hat, kann sie einmal benutzen, noch vor der Person, für die sie gedacht ist: Darum werden die drei Wörter verglichen.

# Sicherungen, und zurückkommen.
carry-backed-up = { $file }: { $count } Einträge, { $bytes } Byte, geprüft
carry-words-open-it = Deine Wiederherstellungswörter öffnen sie: Bewahre sie getrennt davon auf.
carry-restored = { $count } Einträge sind da, Stand { $time }.
carry-restored-more = Das ist ein neues Gerät von dir. Was du nach der Sicherung geschrieben und geteilt hast, kommt von denen zurück, mit denen du es geteilt hast: fondly sync
carry-given-back = { $count } Einträge sind da, mit dem, was du und { $name } teilt.
carry-given-back-more =
    Das ist ein neues Gerät von dir. Vergewissere dich mit eurer Stimme, dass es { $name } war: fondly verify { $name }
    Andere, mit denen du verbunden warst, können dir ihren Teil ebenso zurückgeben.

# Export und Import.
carry-exported =
    { $file }: { $count ->
        [one] 1 Eintrag
       *[other] { $count } Einträge
    }
carry-not-encrypted = Das ist nicht verschlüsselt: Wer es hat, kann es lesen.
carry-left-out-received = Was andere mit dir geteilt haben, ist nicht darin; --include received nimmt es dazu.
carry-came-in =
    { $count ->
        [one] 1 Eintrag kam
       *[other] { $count } Einträge kamen
    } herein.
carry-would-come-in =
    { $count ->
        [one] 1 Eintrag käme
       *[other] { $count } Einträge kämen
    } herein.
carry-same =
    { $count ->
        [one] 1 Eintrag ist
       *[other] { $count } Einträge sind
    } schon da.
carry-left-out = ausgelassen: Zeile { $line }: { $reason }
carry-left-out-of-file = ausgelassen: { $file }, Zeile { $line }: { $reason }
carry-left-out-more = ausgelassen: { $count } weitere; --json zählt sie alle auf
