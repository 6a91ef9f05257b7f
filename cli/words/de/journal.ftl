# Das Tagebuch als Ganzes.

journal-passphrase-changed = Ab jetzt gilt die neue Passphrase.

# Der erste Bildschirm.
journal-nothing-waits = Nichts wartet auf dich.
journal-nothing-waits-yet = Noch wartet nichts auf dich.
journal-to-read-from = Es gibt etwas zu lesen von { $names }.
journal-next-reflect = fondly reflect "Was war heute gut?"
journal-next-thanks-me = fondly thanks me "Etwas, das mir gut gelungen ist"
journal-next-thanks = fondly thanks NAME "Was die Person getan hat, und was es dir gegeben hat"
journal-all-commands = Alle Befehle: fondly help
journal-welcome = Willkommen. Hier entsteht dein eigenes Tagebuch. Es bleibt auf diesem Rechner, bis du etwas teilst.
journal-first-entry = Dein erster Eintrag, nur für dich (Enter: später):
journal-read-again = Zum Wiederlesen: fondly show @last
journal-pages-in = Die Seiten liegen in { $dir }.

# Der Schlüssel.
journal-locked = Gesperrt: Der Schlüssel ist vergessen, und fondly serve ist beendet.
journal-nothing-held = Nichts hatte den Schlüssel.
journal-asks-nothing = Der nächste Befehl wird nicht nach einer Passphrase fragen: Dieses Tagebuch hat keine, und sein Schlüssel liegt im Schlüsselbund oder in einer Datei. Um eine zu wählen: fondly passphrase
journal-nothing-to-list = Nichts aufzulisten.
journal-nothing-found = Nichts gefunden.

# Wiederherstellungswörter.
journal-words-kept = Aufgehoben: fondly recovery zeigt sie allen, die deine Passphrase haben.
journal-words-forgotten = Hier vergessen. Behalte das Papier.
journal-your-words = Deine Wiederherstellungswörter, in dieser Reihenfolge:

# Der Dienst im Hintergrund.
journal-service-write = Diese Datei schreiben und den Dienst starten?
journal-service-started = Eingerichtet und gestartet: fondly service status
journal-service-not-started = Eingerichtet, ließ sich von hier aber nicht starten. Zum Starten:
journal-service-other = Diese Datei steht dort mit anderem Inhalt und würde zu:
journal-service-would = Diese Datei würde geschrieben:
journal-service-none = nicht eingerichtet
journal-service-installed = eingerichtet: { $file }
journal-service-installed-other = eingerichtet: { $file }, nicht so, wie sie jetzt für dieses Tagebuch geschrieben würde
journal-serve-runs = fondly serve läuft für dieses Tagebuch
journal-serve-runs-not = fondly serve läuft für dieses Tagebuch nicht
journal-service-not-installed = Er ist nicht eingerichtet.
journal-service-remove = Den Dienst anhalten und { $file } entfernen?
journal-service-stopped = Angehalten und entfernt. Das Tagebuch bleibt, wie es ist.
journal-service-removed = Entfernt; er ließ sich von hier nicht anhalten und endet beim nächsten Abmelden. Das Tagebuch bleibt, wie es ist.

# Ein Tagebuch anlegen.
journal-your-name = Dein Name:
journal-made =
    Das ist dein eigenes Tagebuch. Nichts verlässt diesen Rechner, bis du es teilst.

    Deine Wiederherstellungswörter. Schreib sie auf Papier, in dieser Reihenfolge; sie werden nur einmal gezeigt:
journal-made-keeping =
    Das ist dein eigenes Tagebuch. Nichts verlässt diesen Rechner, bis du es teilst.

    Deine Wiederherstellungswörter. Schreib sie auf Papier, in dieser Reihenfolge; fondly recovery zeigt sie wieder:
journal-next = Weiter mit: fondly reflect, fondly thanks me, fondly invite NAME
journal-keep-words = Wiederherstellungswörter öffnen dein Tagebuch, wenn du alle Geräte verlierst. Sollen sie auch im Tagebuch stehen, um sie mit deiner Passphrase wieder zu sehen?

# Wie es steht.
journal-their-device = Gerät dort { $device }
journal-linked-with-nobody = Mit niemandem verbunden; alles, was du schreibst, bleibt hier.
journal-your-device = dein Gerät { $device }
journal-your-device-this = dein Gerät { $device }, dieses hier
journal-network =
    { $mode ->
        [off] Netz aus
        [lan] Netz: nur bekannte Adressen
        [public] Netz: bekannte Adressen und Relays
       *[other] { $mode }
    }
journal-serving-at = erreichbar unter { $address }
journal-relay-connected = Relay { $url }: verbunden
journal-relay-refused = Relay { $url }: weist dieses Gerät ab ({ $detail })
journal-relay-unreachable = Relay { $url }: nicht zu erreichen ({ $detail })
journal-relay-idle = Relay { $url }: gerade nicht in Benutzung
journal-last-exchange = zuletzt abgeglichen { $time }
journal-last-by-file = zuletzt abgeglichen { $time }, per Datei
journal-last-by-relay = zuletzt abgeglichen { $time }, über ein Relay
journal-last-direct = zuletzt abgeglichen { $time }, direkt
journal-no-exchange = noch kein Abgleich
journal-to-send = { $count } warten auf den Versand
journal-to-read = { $count } von dort zu lesen
journal-check =
    { $found ->
        [ok] gut   { "" }
        [advice] Rat   { "" }
       *[broken] kaputt
    }  { $name }: { $detail }

# Was wissen muss, wer im lokalen Netz nach Geräten sucht.
journal-discovery-reveals = Alle im selben lokalen Netz können jetzt sehen, dass Fondly hier läuft, solange fondly serve läuft, unter welchen Adressen, und mit wie vielen Menschen du teilst; und sie können diesen Rechner in einem anderen Netz wiedererkennen. Nicht, mit wem, und nichts von dem, was du schreibst. Um es zu beenden: fondly config set net.discovery off

# Ein Hinweis auf dem Bildschirm, der weder sagt, was kam, noch von wem.
journal-new-items =
    { $count ->
        [one] 1 neuer Eintrag
       *[other] { $count } neue Einträge
    }

journal-removed-device = Dieses Gerät wurde von einem anderen deiner Geräte entfernt: Was du schreibst, bleibt hier.
journal-no-filter = { $variable } ist kein Filter; nichts wird mitgeschrieben
