# Eigene Geräte.

# Eines hereinlassen.
device-joined = verbunden mit { $name }
device-has-everything = { $name } hat alles und braucht dieses Gerät nicht mehr.
device-has-not-everything = { $name } ist dabei und hat noch nicht alles: Führe dort fondly sync aus, während hier fondly serve läuft.
device-offer =
    Führe auf dem neuen Gerät aus: fondly device join ZEILE --device-name NAME
    Wer mit dieser Zeile dazukommt, bekommt dein ganzes Tagebuch. Sie gilt einmal. Ich warte; Strg-C bricht ab.
device-ask-words = Die drei Wörter, die das neue Gerät zeigt:
device-everything-here = Alles ist da.
device-can-do-all = Dieses Gerät kann alles, was das andere kann, und braucht es nicht mehr. Was du auf dem einen schreibst, kommt mit fondly sync oder fondly serve auf das andere.
device-show-words = Drei Wörter, falls das andere Gerät danach fragt: { $words }
device-entries-here = { $count } Einträge sind da

# Eines entfernen, und neu beginnen.
device-removed = { $name } ist entfernt.
device-removed-more =
    Es bekommt nichts mehr, was ab jetzt geschrieben wird, und was es sendet, zählt nicht. Deine anderen Geräte und die Menschen, mit denen du teilst, ziehen nach, sobald sie dieses Gerät treffen.
    Was bis jetzt auf { $name } war, bleibt dort: Wer das Gerät und seine Passphrase hat, kann es lesen.
device-contestable = { $name } kam vor diesem Gerät dazu: Wer es hat, könnte das anfechten. Mit deinen Wiederherstellungswörtern kann das niemand: fondly device remove ... --words-file DATEI
device-reset = Nur dieses Gerät gehört jetzt noch dir. Deine neuen Wiederherstellungswörter; die alten gelten nicht mehr. Schreib sie auf Papier, in dieser Reihenfolge; sie werden nur einmal gezeigt:
device-reset-verify = Lies allen, mit denen du verbunden bist, noch einmal deine Wörter vor: fondly verify NAME
device-since = seit { $time }
device-is-removed = entfernt
device-this = dieses hier
