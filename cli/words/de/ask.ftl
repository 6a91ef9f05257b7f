# Was an einem Terminal gefragt wird.

ask-yes-or-no = { $question } [j/N]

# Was als Ja gilt, Wörter durch Leerzeichen getrennt; in kleinen Buchstaben.
ask-yes = j ja y yes
ask-passphrase = Passphrase:
ask-new-passphrase = Eine neue Passphrase:
ask-same-again = Dieselbe noch einmal:
ask-write-here = Schreib, und schließ mit Strg-D in einer eigenen Zeile ab:
ask-pick = Tipp ein paar Buchstaben; Pfeile und Tab wählen; Enter allein geht weiter
ask-list = { $question } Mehrere mit Komma, ? zeigt Wörter:
ask-shell-history = Nur dieses eine Mal: Deine Shell behält diese Zeile in ihrem Verlauf. Lass den Text weg, dann wirst du danach gefragt; oder lass die Shell solche Zeilen vergessen, in bash mit HISTIGNORE='fondly *', in zsh mit setopt HIST_IGNORE_SPACE und einem Leerzeichen vor dem Befehl.
