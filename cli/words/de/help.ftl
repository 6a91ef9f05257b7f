# Die Hilfe zu jedem Befehl, nach seinem Pfad geordnet: siehe cli/src/help.rs. Absätze von `more`
# dürfen umbrochen sein; Beispiele werden Zeile für Zeile gezeigt.

help-everywhere = Überall
    .arg-beside = Es neben dem Tagebuch anlegen, das hier ist; nur seine Passphrase mit --unlock öffnet es
    .arg-color = Färbt den Text; auto tut es auf einem Terminal, außer NO_COLOR ist gesetzt
    .arg-draft = Mit diesem Entwurf im Editor weitermachen; fondly drafts zeigt sie
    .arg-feelings = Was du fühlst; darf mehrmals stehen
    .arg-home = Das Tagebuch in diesem Ordner benutzen [Umgebung: FONDLY_HOME]
    .arg-html = Als HTML-Seite in diese neue Datei schreiben
    .arg-id = Die ID, vier oder mehr ihrer ersten Zeichen, oder @last
    .arg-ideas_welcome = Sagen, dass Ideen willkommen sind
    .arg-insecure_key_file = Den Schlüssel in einer Datei aufheben, die lesen kann, wer deine Platte hat
    .arg-json = Ein JSON-Dokument ausgeben statt Text
    .arg-key = Ihr Name
    .arg-kind = Nur diese Art
    .arg-limit = Höchstens so viele
    .arg-listen_only = Sagen, dass du dir Zuhören wünschst, ohne Rat
    .arg-mine = Nur, was du geschrieben hast
    .arg-name = Mit wem
    .arg-no_input = Nie etwas fragen, auch nicht auf einem Terminal
    .arg-no_passphrase = Den Schlüssel im Schlüsselbund dieses Systems aufheben, statt nach einer Passphrase zu fragen
    .arg-no_reply = Sagen, dass keine Antwort nötig ist
    .arg-passphrase_file = Die Passphrase aus dieser Datei lesen [Umgebung: FONDLY_PASSPHRASE_FILE]
    .arg-plain = Nur Zeilen aus Text ausgeben: keine Farbe, kein Bild, nichts Gezeichnetes, kein Blättern
    .arg-received = Nur, was du bekommen hast
    .arg-since = Ab diesem Tag, so: 2026-11-23, gestern, "letzten freitag" oder "vor 2 wochen"
    .arg-tag = Nur, was dieses Schlagwort hat
    .arg-text = Der Text; `-` liest ihn von der Standardeingabe, ohne ihn öffnet sich der Editor
    .arg-until = Bis zu diesem Tag
    .arg-with = Nur, was an oder von dieser Person ist
    .arg-words_file = Eine Datei mit deinen 24 Wiederherstellungswörtern
    .arg-yes = Nicht nachfragen
    .arg-unlock = Die Passphrase nehmen, auch wenn ein laufendes serve den Schlüssel hat; sie sagt, welches Tagebuch gemeint ist

# Was für einen Wert steht, wie in --since TAG.
help-names = Namen
    .DIR = ORDNER
    .FILE = DATEI
    .WHEN = WANN
    .TEXT = TEXT
    .DAY = TAG
    .NAME = NAME
    .ID = ID
    .TIME = ZEIT
    .KIND = ART
    .TAG = SCHLAGWORT
    .N = N
    .WORD = WORT
    .FEELING = GEFÜHL
    .NEED = BEDÜRFNIS
    .FORM = FORM
    .PATH = PFAD
    .PARTS = TEILE
    .PROGRAM = PROGRAMM
    .DRAFT = ENTWURF
    .DEPTH = TIEFE
    .INVITE = EINLADUNG
    .TOPIC = THEMA
    .KEY = NAME
    .VALUE = WERT
    .SHELL = SHELL
    .ADDRESS = ADRESSE
    .PORT = PORT
    .HOST = HOST
    .YEAR = JAHR
    .STATE = STAND
    .ACKNOWLEDGEMENT = WORT
    .HEARD = GEHÖRT
    .NEW = NEU
    .IDS = IDS
    .WHAT = WAS

help-fondly = Führ dein eigenes Tagebuch, und teile mit einer Person, was du möchtest.
    .more =
        Jeder Eintrag beginnt privat und bleibt auf diesem Rechner. Was du teilen möchtest, geht
        geradewegs auf die Geräte der Person, die du nennst, so verschlüsselt, dass niemand sonst es
        lesen kann. Es gibt kein Konto und keinen Server.
    .examples =
        Beispiele:
          fondly init --name Ana
          fondly thanks Sam "Du hast abgewaschen, als ich erschöpft war; ich habe mich umsorgt gefühlt"
          fondly invite Sam

        Rückgabewerte: 0 getan, 1 misslungen, 2 falscher Aufruf, 3 gesperrt oder falsche Passphrase,
        4 nicht gefunden oder mehrdeutig, 5 nicht erreicht, 6 der Sicherheit wegen abgelehnt, 130 unterbrochen.

help-ack = Antworte mit einem Wort, damit Schweigen nicht das Einzige neben einer Antwort ist.
    .examples =
        Beispiele:
          fondly ack 9d8c thanks
          fondly ack 9d8c with-you
    .arg-id = Die ID, oder vier oder mehr ihrer ersten Zeichen
    .arg-acknowledgement = Was du sagen möchtest
    .value-thanks = Danke, dass du mir das erzählst
    .value-later = Ich habe es gelesen und möchte in Ruhe antworten
    .value-with-you = Ich bin bei dir

help-backup = Schreib alles in eine Datei, die deine Wiederherstellungswörter öffnen.
    .more =
        Die Datei ist verschlüsselt: Ohne die Wörter kann niemand sie lesen, und sie darf überall
        liegen. Sie wird zurückgelesen und geprüft, bevor sie an die Stelle einer älteren Sicherung
        tritt.
    .examples =
        Beispiel:
          fondly backup /media/stick/tagebuch.fondly
    .arg-file = Die Datei; eine ältere Sicherung dort wird ersetzt
    .arg-words_file = Deine Wiederherstellungswörter, nur nötig bei einem Tagebuch einer frühen Version

help-balance = Lies deine Bedürfnisse und die der anderen, nebeneinander.
    .more =
        Zuerst, was auf deine Antwort wartet, dann deine und die anderen, offene und abgeschlossene.
        Nichts wird gezählt und nichts verglichen, und niemand sonst sieht es. Von mehr als
        fünfhundert Bedürfnissen werden die neuesten gezeigt; --since nennt einen Tag, von dem an es
        alle sind.
    .examples =
        Beispiele:
          fondly balance
          fondly balance Sam
          fondly balance --since 2026-01-01
    .arg-since = Alle von diesem Tag an

help-block = Beende eine Verbindung, und nimm keine Einladung dieser Person mehr an.
    .more =
        Wie fondly unlink mit --received keep, wo die Verbindung noch nicht beendet ist.
    .examples =
        Beispiel:
          fondly block Sam
    .arg-name = Wen

help-bundle = Leg in eine Datei, was auf jemanden wartet, um sie dorthin zu tragen, wohin kein Netz reicht.
    .more =
        Nur die Geräte der Person, für die sie gemacht ist, können sie öffnen; für alle anderen ist
        sie Rauschen. Gib sie weiter, wie du magst: auf einem Stick, per Mail, im Chat. Sie zu
        machen ändert nichts, und nichts geht verloren, wenn sie nie ankommt.
    .examples =
        Beispiele:
          fondly bundle Sam > fuer-sam.fondly
          fondly bundle --all-devices --to /media/stick/tagebuch.fondly
    .arg-name = Für wen
    .arg-all_devices = Für deine eigenen anderen Geräte: dein Tagebuch und alles, was du teilst
    .arg-whole = Mit allem, was es gibt, auch dem, was dort schon ist
    .arg-to = Eine neue Datei schreiben statt auf die Standardausgabe

help-checkin = Nimm dir einen Moment: eine Wertschätzung, ein Bedürfnis, etwas, das vor dir liegt.
    .more =
        Auf einem Terminal wirst du, ohne eins der drei, nach jedem gefragt; jedes darfst du
        überspringen. Die Wertschätzung ist wie eine von `fondly thanks`: Gilt sie jemandem, mit dem
        du verbunden bist, geht sie nach einer Minute hinaus, außer du gibst --keep an. Das
        Bedürfnis und das, was vor dir liegt, bleiben bei dir, bis du sie teilst.
    .examples =
        Beispiele:
          fondly checkin
          fondly checkin --with Sam
          fondly checkin --with Sam --thanks "Du hast aus dem Zug angerufen" --need "Schlaf" \
              --ahead "Der Vortrag am Freitag"
    .arg-with = Mit wem der Moment ist; ohne das mit dir selbst
    .arg-thanks = Etwas, das du schätzt
    .arg-need = Etwas, das du brauchst
    .arg-ahead = Etwas, das vor dir liegt
    .arg-keep = Die Wertschätzung für dich behalten

help-compare = Zeig vier Wörter für das, was ihr beide habt, und unterschreib, dass dieses Gerät es hat.
    .more =
        Lest sie einander am Telefon oder von Angesicht zu Angesicht vor. Dieselben Wörter auf
        beiden Seiten heißen, dass beide Geräte dasselbe haben, in derselben Reihenfolge. Andere
        Wörter heißen, dass noch etwas wartet: Gleicht ab, und vergleicht noch einmal. Was jedes
        Gerät unterschrieben hat, geht beim nächsten Abgleich mit, sodass es sich auch ohne Vorlesen
        zeigt.
    .examples =
        Beispiel:
          fondly compare Sam

help-complete = Biete einer Shell IDs oder Namen an, wenn der Schlüssel zur Hand ist.
    .examples =
        Beispiel:
          fondly complete ids

help-completions = Gib aus, was eine Shell zum Vervollständigen von Befehlen und Optionen braucht.
    .more =
        Sie kennt Befehle und Optionen. Während fondly serve läuft, kennt sie auch IDs, erste Zeilen
        und Namen; sonst nichts aus deinem Tagebuch.
    .examples =
        Beispiele:
          fondly completions bash > ~/.local/share/bash-completion/completions/fondly
          fondly completions zsh > ~/.zfunc/_fondly
          fondly completions fish > ~/.config/fish/completions/fondly.fish
    .arg-shell = Die Shell

help-config = Lies und ändere Einstellungen.
    .more =
        Sie enthalten nichts Privates, brauchen keine Passphrase und können vor `fondly init`
        gesetzt werden. Ein laufendes `fondly serve` übernimmt Änderungen.

        net.mode: off, lan (Standard: nur bekannte Adressen) oder public, das auch Relays benutzt.
        net.bind: die Adresse, oder Adresse und Port, wo gelauscht wird. net.relays: deine Relays,
        jedes als https://HOST oder https://TOKEN@HOST, oder n0 für die öffentlichen derer, die iroh
        machen. net.relays.allowed: Relays von Menschen, mit denen du teilst; jedes wird für die
        Verbindung benutzt, in der es genannt ist, nie zwischen deinen eigenen Geräten.
        net.relays.roots: eine PEM-Datei mit Zertifikaten, denen für Relays vertraut wird.
        net.discovery: off (Standard) oder on, das dem lokalen Netz sagt, wo du bist. notify: off
        (Standard) oder on, das auf dem Bildschirm sagt, dass etwas kam, und nicht, was. share.hold:
        Sekunden, in denen eine Wertschätzung zurückgeholt werden kann. lock.after: Minuten ohne
        einen Befehl, nach denen `fondly serve` den Schlüssel vergisst und endet; 0 (Standard) ist
        nie.
        words.language: auto (Standard), wie das System es sagt, en oder de.
    .examples =
        Beispiele:
          fondly config set net.bind 127.0.0.1
          fondly config set net.relays https://TOKEN@relay.example
          fondly config get share.hold
          fondly config list

help-config-get = Gib den Wert einer Einstellung aus.

help-config-list = Gib alle Einstellungen aus.

help-config-path = Gib aus, wo sie stehen.

help-config-set = Ändere eine Einstellung.
    .arg-value = Ihr Wert

help-device = Benutze dieses Tagebuch auf mehreren Geräten.
    .examples =
        Beispiele:
          fondly device add
          fondly device join fondly1abc... --device-name telefon
          fondly device list
          fondly device remove telefon

help-device-add = Lass ein neues Gerät von dir herein: Führ das auf einem Gerät aus, das das Tagebuch hat.
    .more =
        Gibt eine Zeile aus, die einmal gilt, und wartet. Führ auf dem neuen Gerät `fondly device
        join` aus. Das neue Gerät bekommt alles, was du geschrieben und bekommen hast, und kann
        alles, was dieses kann.
    .examples =
        Beispiel:
          fondly device add
    .arg-timeout = Wie lange gewartet wird, als 90s oder 10m [Standard: 10m]

help-device-join = Mach das zu einem Gerät von dir: Führ das auf dem neuen Gerät aus.
    .more =
        Hier darf es noch kein Tagebuch geben. Die Zeile kommt von `fondly device add` auf einem
        Gerät, das du hast. Der Befehl endet, sobald alles da ist; was schon gekommen ist, lässt
        sich vorher benutzen.
    .examples =
        Beispiel:
          fondly device join fondly1abc... --device-name telefon
    .arg-invite = Die Zeile, die das andere Gerät zeigt
    .arg-device_name = Wie du dieses Gerät nennst; nur deine eigenen Geräte sehen es
    .arg-timeout = Wie lange es versucht wird, als 90s oder 10m [Standard: 10m]

help-device-list = Liste deine Geräte auf.
    .examples =
        Beispiel:
          fondly device list

help-device-remove = Entferne ein Gerät von dir, das du verloren oder weggegeben hast.
    .more =
        Ab dann bekommt es nichts mehr, und was es sendet, zählt nicht. Was es schon hatte, bleibt
        darauf: Wer es und seine Passphrase hat, kann das lesen. Es kehrt nie zurück; ein
        wiedergefundenes Gerät wird neu verbunden.
    .examples =
        Beispiele:
          fondly device remove telefon
          fondly device remove laptop --words-file woerter.txt
    .arg-name = Wie du es nennst, oder seine ID
    .arg-words_file = Mit deinen Wiederherstellungswörtern entfernen, was kein Gerät anfechten kann

help-device-reset = Beginne mit diesem Gerät allein neu, mit deinen Wiederherstellungswörtern.
    .more =
        Für den Fall, dass ein Gerät oder deine Wörter in anderen Händen sind. Alle deine anderen
        Geräte werden entfernt, was keins von ihnen anfechten kann, und du bekommst neue Wörter: Die
        alten gelten ab dann nicht mehr. Die Menschen, mit denen du verbunden bist, müssen sich
        deiner neu vergewissern.
    .examples =
        Beispiel:
          fondly device reset --words-file woerter.txt

help-doctor = Prüfe das Tagebuch, seine Schlüssel, die Uhr und das Netz.
    .more =
        Endet nur mit 1, wenn etwas kaputt ist.
    .examples =
        Beispiel:
          fondly doctor

help-drafts = Liste Texte auf, die im Editor geschrieben und kein Eintrag wurden.
    .more =
        Sie liegen verschlüsselt in deinem Tagebuch, nur auf diesem Gerät. Nimm einen mit --draft
        wieder auf, wo du schreibst oder änderst.
    .examples =
        Beispiele:
          fondly drafts
          fondly reflect --draft 1
          fondly drafts rm 1

help-drafts-rm = Verwirf einen Entwurf endgültig.
    .examples =
        Beispiel:
          fondly drafts rm 1
    .arg-draft = Seine Nummer

help-drafts-show = Gib einen Entwurf ganz aus.
    .examples =
        Beispiel:
          fondly drafts show 1 | fondly reflect -
    .arg-draft = Seine Nummer

help-edit = Ändere den Text eines Eintrags von dir.
    .more =
        Ist der Eintrag geteilt, geht die Kopie dort nur mit, wenn du es sagst: Auf einem Terminal
        wirst du gefragt, sonst bleibt sie, wie sie ist. Eine Kopie, die mitgeht, ist als geändert
        markiert, und wer sie liest, behält den früheren Text.
    .examples =
        Beispiele:
          fondly edit @last
          fondly edit 3f2a --text "Ich war still wegen des Briefs" --update-shared
    .arg-text = Der neue Text; `-` liest ihn von der Standardeingabe, ohne ihn öffnet sich der Editor
    .arg-update_shared = Die Kopien derer, mit denen er geteilt ist, mitgehen lassen
    .arg-keep_shared = Die Kopien derer, mit denen er geteilt ist, lassen, wie sie sind

help-export = Schreib dein Tagebuch hinaus, zum Lesen oder um es anderswohin mitzunehmen.
    .more =
        JSON lässt sich ohne Verlust wieder einlesen; Markdown ist ein Ordner mit einer Datei für
        jeden Eintrag, HTML eine Seite. Was andere schrieben, bleibt draußen, außer du verlangst es.
        Ein Export ist nicht verschlüsselt: Wer ihn hat, kann ihn lesen. Für eine Kopie, die nur du
        öffnen kannst, nimm `fondly backup`.
    .examples =
        Beispiele:
          fondly export --to tagebuch.json
          fondly export --format md --to mein-tagebuch
          fondly export --format html --include shared,received --to unseres.html
    .arg-format = Die Form
    .arg-to = Wohin: eine neue Datei, für md ein neuer Ordner, oder - für die Standardausgabe
    .arg-include = Welche Einträge

help-exposure = Sag genau, was jede Person von dir lesen kann.
    .more =
        Es wird aus den unterschriebenen Aufzeichnungen der Verbindung gelesen: was sie haben, oder
        bekommen, sobald sie erreicht sind. Auch was du zurückgezogen hast, steht da, mit der Zahl
        ihrer Geräte, die sagen, dass es entfernt ist.
    .examples =
        Beispiele:
          fondly exposure
          fondly exposure Sam
    .arg-name = Von wem; alle, wenn niemand genannt ist

help-heard = Sag, ob du dich von einer Antwort auf deinen Eintrag gehört fühlst.
    .more =
        Das kannst nur du: Ob jemand gehört wurde, sagt die Person selbst. Mit `yes` gilt ein
        Bedürfnis als gehört, auch für die, die es lesen.
    .examples =
        Beispiele:
          fondly heard 9d8c yes
          fondly heard 9d8c not-quite --say "Es geht weniger ums Geschirr als darum, gefragt zu werden"
    .arg-id = Die ID der Antwort, oder deines Eintrags für seine neueste Antwort
    .arg-heard = Ob es das ist
    .value-yes = Genau das ist es
    .value-not-quite = Noch nicht ganz
    .arg-say = Was du sagen möchtest; `-` liest es von der Standardeingabe

help-help = Erkläre einen Befehl oder ein Thema: safety, sharing, devices, words, import.
    .examples =
        Beispiele:
          fondly help safety
          fondly help thanks
    .arg-topic = Ein Befehl oder ein Thema

help-helps = Lies, schreib oder teile die Seite darüber, was dir hilft.
    .more =
        Sie besteht aus deinen Bedürfnissen an niemand Bestimmten, die du nicht losgelassen hast,
        oder aus denen, die du nennst: was du fühlst, was du brauchst und worum du bitten würdest,
        nicht was war. Sie wird zuerst Wort für Wort gezeigt, mit --write als ein Eintrag
        geschrieben und mit --share geteilt. Noch einmal getan, bringt es sie auf den neuen Stand;
        wer sie hat, sieht den neuen erst, wenn du sie wieder mit ihnen teilst.
    .examples =
        Beispiele:
          fondly helps
          fondly helps --write
          fondly helps 9d8c 4f2a --share Sam
    .arg-ids = Bedürfnisse, aus denen sie besteht, als ID; ohne das alle an niemand Bestimmten
    .arg-write = Als Eintrag schreiben, oder jenen Eintrag auf den neuen Stand bringen
    .arg-share = Schreiben, und mit dieser Person teilen

help-import = Nimm Einträge aus einer Datei von Fondly oder einem anderen Programm auf.
    .more =
        Sie kommen als deine herein, und privat. Was andere schrieben, kommt als Zitat mit dem
        Schlagwort imported. Dieselbe Datei darf noch einmal herein: Was schon da ist, bleibt, wie
        es ist. Kaputte Einträge werden mit ihrer Zeile genannt, und die anderen kommen herein.

        Bekannt sind Day One, jrnl, Presently und Markdown mit Vorspann; die Datei selbst sagt, was
        sie ist.
    .examples =
        Beispiele:
          fondly import tagebuch.json
          fondly import notizen --from markdown --dry-run
    .arg-file = Die Datei, oder ein Ordner mit Markdown-Dateien
    .arg-from = Welches Programm sie geschrieben hat
    .arg-dry_run = Nur sagen, was hereinkäme

help-inbox = Liste auf, was andere mit dir geteilt haben und du nicht gelesen hast, und Antworten auf deines.
    .more =
        Ein Eintrag verlässt diese Liste, wenn du ihn mit `fondly show` öffnest oder beantwortest.
        Niemand erfährt davon.
    .examples =
        Beispiele:
          fondly inbox
          fondly inbox --watch
    .arg-watch = Bleiben, und auflisten, was kommt, wie es kommt, während `fondly serve` läuft

help-init = Leg ein Tagebuch an.
    .more =
        Gibt 24 Wiederherstellungswörter aus, einmal. Wer sie hat, kann an deiner Stelle auftreten;
        ohne sie und ohne deine Geräte kann niemand öffnen, was du schriebst. Nichts verlässt diesen
        Rechner.
    .examples =
        Beispiele:
          fondly init --name Ana
          fondly init --name Ana --passphrase-file geheim.txt --json
          fondly init --name Ana --no-passphrase
          fondly init --name Ana --keep-words
          fondly init --name Ana --beside
    .arg-name = Dein Name
    .arg-keep_words = Die Wiederherstellungswörter auch im Tagebuch aufheben, für fondly recovery; auf einem Terminal wirst du gefragt

help-inspect = Sag, was eine Datei jemandem zeigt, der nichts als die Datei hat.
    .more =
        Das geht mit einer Einladung, einem Umschlag, einem Bündel, einer Sicherung oder einem
        Export. Kein Tagebuch und keine Passphrase sind nötig.
    .examples =
        Beispiele:
          fondly inspect tagebuch.fondly
          fondly inspect fondly1abc...
    .arg-file = Die Datei, oder die Zeile einer Einladung

help-invite = Lade jemanden ein, Tagebücher mit dir zu verbinden.
    .more =
        Gibt eine Zeile aus, die einmal gilt, und wartet, bis sie benutzt wurde. Gib sie der anderen
        Person, die `fondly join` ausführt. Verbinden teilt nichts: Das bleibt deine Wahl, Eintrag
        für Eintrag.

        Mit --restore ist sie für jemanden, mit dem du schon verbunden bist und der alle Geräte
        verloren hat: Wer dessen Wiederherstellungswörter hat, bekommt zurück, was ihr beide teilt,
        und sonst nichts.
    .examples =
        Beispiele:
          fondly invite Sam
          fondly invite Sam --in-person
          fondly invite Sam --restore
    .arg-name = Wie du die Person nennst; niemand sonst sieht es
    .arg-timeout = Wie lange gewartet wird, als 90s oder 10m [Standard: 10m, voreinander 2m]
    .arg-in_person = Die Person steht vor dir und liest die Einladung von deinem Bildschirm
    .arg-restore = Der Person mit ihren Wiederherstellungswörtern zurückgeben, was ihr miteinander teilt

help-join = Verbinde Tagebücher mit der Person, die dich eingeladen hat.
    .more =
        Verbinden teilt nichts: Du siehst nur, was mit dir geteilt wird, und die andere Person nur,
        was du teilst.
    .examples =
        Beispiel:
          fondly join fondly1abc... --as Ana
    .arg-invite = Die Zeile, die du bekommen hast
    .arg-name = Wie du die Person nennst; niemand sonst sieht es
    .arg-in_person = Die Person steht vor dir, und du liest die Einladung von ihrem Bildschirm
    .arg-timeout = Wie lange es versucht wird, als 90s oder 10m [Standard: 1m, voreinander 2m]

help-kind = Sei freundlich zu dir, in drei Schritten: wahrnehmen, anderen geht es auch so, ein freundlicher Satz.
    .more =
        Auf einem Terminal wird dir, ohne eins der drei, zu jedem eine Frage gestellt; jede darfst
        du überspringen. Es bleibt bei dir.
    .examples =
        Beispiele:
          fondly kind
          fondly kind --notice "Das Gespräch lief schlecht" --kind "Du hast es mit Sorgfalt vorbereitet"
    .arg-notice = Was schwer ist
    .arg-others = Wem es auch so gehen mag
    .arg-kind = Ein freundlicher Satz an dich

help-list = Liste auf, was du geschrieben und bekommen hast, das Neueste zuerst.
    .examples =
        Beispiele:
          fondly list -n 10
          fondly list --kind need --mine
          fondly list --with Sam --since "letzten freitag"

help-lock = Vergiss den Schlüssel sofort, auch in einem laufenden `fondly serve`.
    .more =
        An einem Terminal wird der Bildschirm geleert, und was nach oben weggerollt ist. In jeder
        Frage, im Pager und während ein Befehl arbeitet, tut Strg-\ sofort dasselbe. Was
        den Schlüssel eines Tagebuchs an diesem Ort hat, endet, und seine Verbindungen auch; der
        nächste Befehl fragt nach der Passphrase. Braucht selbst keine Passphrase.
    .examples =
        Beispiele:
          fondly lock
          fondly config set lock.after 15

help-log = Lies die Wertschätzungen zwischen dir und einer Person, die älteste zuerst.
    .more =
        Mit --html wird eine Seite daraus, die man verschenken kann: eine Datei, lesbar am Telefon
        und auf Papier.
    .examples =
        Beispiele:
          fondly log Sam
          fondly log me
          fondly log Sam --html brief.html
    .arg-name = Mit wem; `me` für das, was du an dir geschätzt hast

help-man = Schreib Handbuchseiten in einen Ordner, eine für jeden Befehl.
    .examples =
        Beispiel:
          fondly man ~/.local/share/man/de/man1
    .arg-dir = Der Ordner; er wird angelegt, wenn er nicht da ist

help-mutual = Beantwortet eine Frage, beide, ohne die andere Antwort zu sehen, bevor beide geschrieben sind.
    .more =
        Bis dahin bekommt die andere Person die Frage und eine Zusage deiner Antwort, die nichts von
        ihr verrät. Haben beide geantwortet, wird jede Antwort von selbst geteilt, wenn eure Geräte
        sich das nächste Mal treffen. Wer lieber nicht antwortet, lässt die Frage aus; nach einem
        Grund wird nicht gefragt, und keine Antwort wird gezeigt. Allein listet der Befehl diese
        Fragen auf.
    .examples =
        Beispiele:
          fondly mutual
          fondly mutual ask Sam --prompt 203 "Dass ich noch einmal zur Schule ging"
          fondly mutual ask Sam --question "Was wünschst du dir von diesem Winter?" "Langsame Sonntage"
          fondly mutual answer 9d8c "Mehr Abende mit dir"
          fondly mutual pass 9d8c

help-mutual-answer = Beantworte eine Frage, die jemand euch beiden gestellt hat.
    .arg-id = Die ID der Frage, oder ihre ersten Zeichen
    .arg-text = Deine Antwort; `-` liest sie von der Standardeingabe, ohne sie öffnet sich der Editor

help-mutual-ask = Stell jemandem eine Frage, mit deiner eigenen Antwort.
    .arg-name = Wen
    .arg-text = Deine eigene Antwort; `-` liest sie von der Standardeingabe, ohne sie öffnet sich der Editor
    .arg-prompt = Eine Frage von `fondly prompt`, mit ihrer Nummer
    .arg-question = Eine eigene Frage

help-mutual-pass = Antworte nicht, ohne einen Grund.
    .arg-id = Die ID der Frage, oder ihre ersten Zeichen

help-need = Schreib auf, was du brauchst.
    .more =
        Freier Text genügt; was war, was du fühlst, was du brauchst und worum du bitten würdest, ist
        da, wo es hilft, und jedes davon genügt ohne Text. Auf einem Terminal wirst du, ohne eins
        davon, nach jedem gefragt. Es bleibt bei dir, bis du es teilst.
    .examples =
        Beispiele:
          fondly need "Ein Abend ohne Pläne"
          fondly need --to Sam --happened "Drei späte Abende" --feel müde --need Ruhe \
              --ask "Bleiben wir am Freitag zu Hause?"
    .arg-text = Der Text; `-` liest ihn von der Standardeingabe
    .arg-to = An wen
    .arg-happened = Was war
    .arg-needs = Was du brauchst; darf mehrmals stehen
    .arg-ask = Worum du bitten würdest
    .arg-pick = Gefühle und Bedürfnisse aus den Wörtern von `fondly words` wählen, auf einem Terminal

help-need-state = Sag, was aus einem Bedürfnis von dir wurde.
    .more =
        Das kann nur, wer es geschrieben hat. Ist das Bedürfnis geteilt, sieht die andere Person es
        beim nächsten Abgleich.
    .examples =
        Beispiele:
          fondly need-state 3f2a met
          fondly need-state 3f2a let-go
    .arg-state = Was daraus wurde

help-onthisday = Lies, was du an diesem Tag früherer Jahre geschrieben und bekommen hast.
    .more =
        Was du mit `fondly quiet` genannt hast, bleibt weg.
    .examples =
        Beispiele:
          fondly onthisday
          fondly onthisday --date 2026-02-14
    .arg-date = Ein anderer Tag, als 2026-11-23 oder gestern

help-passphrase = Ändere die Passphrase.
    .more =
        Zuerst wird nach der gefragt, die du hast. Deine Wiederherstellungswörter bleiben, wie sie
        sind. Kopien dieses Ordners von vorher öffnet weiter die alte Passphrase.
    .examples =
        Beispiele:
          fondly passphrase
          fondly passphrase --passphrase-file alt.txt --new-passphrase-file neu.txt
    .arg-new_passphrase_file = Die neue Passphrase aus dieser Datei lesen

help-pause = Lass vorerst nichts an eine Person gehen oder von ihr kommen.
    .more =
        Es beginnt sofort, auf allen deinen Geräten, die davon erfahren, und geht ohne Netz. Die
        Person erfährt nichts davon: Für sie ist es, als wärst du weg. Was du inzwischen teilst,
        wartet. fondly resume beendet es.
    .examples =
        Beispiel:
          fondly pause Sam

help-people = Liste auf, mit wem du verbunden bist.
    .examples =
        Beispiel:
          fondly people

help-prompt = Hol dir eine Frage zum Schreiben.
    .more =
        Es gibt drei Tiefen: 1 alltäglich, 2 persönlich, 3 zart. Sobald du in einer Tiefe einige
        beantwortet hast, und jemand, mit dem du verbunden bist, auch, wird ein Schritt weiter
        angeboten; ohne Verbundene genügt es, dass du es hast. Du darfst jederzeit jede Tiefe
        nehmen.
    .examples =
        Beispiele:
          fondly prompt
          fondly prompt --depth 2
          fondly reflect --prompt 104 "Das von der Autofahrt"
    .arg-depth = Wie tief: 1, 2 oder 3
    .arg-with = An diese Person denken, wenn ein Schritt weiter angeboten wird
    .arg-all = Alle dieser Tiefe auflisten

help-quiet = Sag, was nicht von selbst wiederkommen soll.
    .more =
        Es bleibt, wo es ist: Listen, Suche und Protokolle zeigen es wie zuvor. Es fehlt in
        `onthisday`, `remember`, `random`, `valued`, `year` und `shelf`, auf diesem Gerät. Mit
        mehreren Optionen zugleich müssen alle zutreffen, wie bei einer Person in einem Frühling.
        Ohne eine zeigt es, was nicht wiederkommt.
    .examples =
        Beispiele:
          fondly quiet 3f2a
          fondly quiet --with Jo
          fondly quiet --with Sam --since 2026-03-01 --until 2026-05-31
          fondly quiet --with Jo --lift
    .arg-id = Die ID eines Eintrags, vier oder mehr ihrer ersten Zeichen, oder @last
    .arg-with = Was über oder von dieser Person ist
    .arg-kind = Was von dieser Art ist
    .arg-since = Was für diesen Tag oder später ist, als 2026-11-23
    .arg-until = Was für diesen Tag oder früher ist, als 2026-11-23
    .arg-lift = Es wiederkommen lassen

help-random = Lies einen Eintrag aufs Geratewohl.
    .more =
        Was du mit `fondly quiet` genannt hast, bleibt weg.
    .examples =
        Beispiel:
          fondly random

help-receive = Nimm eine Datei auf, die jemand für dich gemacht hat, oder du auf einem anderen Gerät.
    .more =
        Beliebig oft, in beliebiger Reihenfolge. Was zurückgezogen wurde, kommt durch eine ältere
        Datei nicht wieder.
    .examples =
        Beispiel:
          fondly receive fuer-ana.fondly
    .arg-file = Die Datei; - für die Standardeingabe

help-recovery = Zeig deine Wiederherstellungswörter noch einmal, wenn sie in diesem Tagebuch aufgehoben sind.
    .more =
        Sie sind nur aufgehoben, wo du es gesagt hast: beim Anlegen des Tagebuchs, oder mit --keep.
        Nach der Passphrase wird noch einmal gefragt. Wer Passphrase und Gerät hat, hat dann auch
        die Wörter.
    .examples =
        Beispiele:
          fondly recovery
          fondly recovery --keep --words-file woerter.txt
          fondly recovery --forget
    .arg-keep = Die Wörter ab jetzt hier aufheben
    .arg-forget = Sie hier nicht länger aufheben

help-reflect = Schreib einen Gedanken auf.
    .more =
        Er bleibt bei dir, bis du ihn teilst.
    .examples =
        Beispiele:
          fondly reflect "Ich war beim Essen still wegen des Briefs" --feel unbehaglich --tag familie
          fondly reflect --good-news "Sie haben Ja gesagt"
          fondly reflect --prompt 104 "Das von der Autofahrt"
          fondly reflect - < brief.txt
    .arg-title = Ein Titel
    .arg-prompt = Diese Frage von `fondly prompt` beantworten, die zum Titel wird
    .arg-pick = Gefühle aus den Wörtern von `fondly words` wählen, auf einem Terminal
    .arg-tags = Ein Schlagwort, das nie jemand sonst sieht; darf mehrmals stehen
    .arg-good_news = Als gute Nachricht markieren

help-relay = Betreib ein eigenes Relay, für Geräte, die einander nicht erreichen.
    .more =
        Ein Relay reicht weiter, was versiegelt ist und dort nicht gelesen werden kann. Es braucht
        kein Tagebuch. Wer ein Token von seiner Zugangsliste hat, darf es benutzen; sonst niemand.
    .examples =
        Beispiele:
          fondly relay token Ana --access relay-access
          fondly relay serve --access relay-access --cert relay.pem --key relay.key --name relay.example
          fondly config set net.relays https://TOKEN@relay.example
          fondly config set net.mode public

help-relay-serve = Betreib das Relay im Vordergrund, bis SIGTERM oder Strg-C.
    .arg-access = Die Zugangsliste: in jeder Zeile ein Token, wie fondly relay token es schreibt
    .arg-bind = Adresse und Port, wo gelauscht wird [Standard: [::]:443, ohne Zertifikat 127.0.0.1:3340]
    .arg-cert = Das Zertifikat mit denen, auf denen es beruht, eine PEM-Datei
    .arg-key = Der Schlüssel des Zertifikats, eine PEM-Datei
    .arg-quic_port = Der UDP-Port, an dem Geräte erfahren, wie sie von außen aussehen
    .arg-name = Der Name, unter dem andere diesen Rechner kennen

help-relay-token = Lass jemanden das Relay benutzen: Fügt seiner Zugangsliste ein Token hinzu und gibt es aus.
    .arg-name = Für wen es ist; steht neben dem Token
    .arg-access = Die Zugangsliste

help-remember = Lies Gutes über jemanden, für einen Tag, an dem es schwer zu sehen ist.
    .more =
        Wertschätzungen für diese Person und von ihr, und gute Nachrichten von ihr, in zufälliger
        Reihenfolge. Was du mit `fondly quiet` genannt hast, bleibt weg.
    .examples =
        Beispiele:
          fondly remember Sam
          fondly remember me -n 1
    .arg-name = Der Name einer Person, oder `me`

help-rename = Nenn eine Person anders.
    .more =
        Der Name ist nur deiner, auf allen deinen Geräten: Die andere Person erfährt ihn nicht.
    .examples =
        Beispiel:
          fondly rename Sam Samuel
    .arg-name = Wie du sie jetzt nennst
    .arg-new = Wie du sie ab jetzt nennst

help-respond = Antworte auf etwas, das jemand mit dir geteilt hat.
    .more =
        Auf einem Terminal wirst du, ohne eine der Optionen, Schritt für Schritt durch sie geführt;
        jeden darfst du überspringen. Was du gegeben hast, wird nach jedem Schritt aufgehoben,
        verschlüsselt auf diesem Gerät: :q hört auf, und derselbe Befehl macht weiter. Gute
        Nachrichten und Wertschätzungen haben eigene Schritte. Alles außer der Notiz geht an die
        Person, die den Eintrag schrieb.
    .examples =
        Beispiele:
          fondly respond 9d8c
          fondly respond 9d8c --reflect "Der Brief geht dir seit Tagen nach" --feel hin- und hergerissen
          fondly respond 9d8c --ask "Was würde am meisten helfen?"
    .arg-id = Die ID, oder vier oder mehr ihrer ersten Zeichen
    .arg-ask = Eine offene Frage
    .arg-reflect = Was du gehört hast, in deinen Worten
    .arg-feelings = Eine Vermutung, was die andere Person fühlt; darf mehrmals stehen
    .arg-say = Was du sagen möchtest
    .arg-scratch = Eine Notiz, die bei dir bleibt

help-restore = Hol dein Tagebuch mit deinen Wiederherstellungswörtern zurück, aus einer Sicherung oder von einem Gegenüber.
    .more =
        Das wird ein neues Gerät von dir. Deine anderen Geräte, wenn es noch welche gibt, bleiben,
        was sie sind; entferne ein verlorenes mit `fondly device remove NAME --words-file DATEI`.

        Ohne Sicherung kann dir ein Gegenüber zurückgeben, was ihr beide teilt, wenn es zustimmt:
        Dort wird `fondly invite DEIN-NAME --restore` ausgeführt und die Zeile an dich
        weitergegeben. Was nur dein Tagebuch enthielt, bleibt verloren.
    .examples =
        Beispiele:
          fondly restore /media/stick/tagebuch.fondly --words-file woerter.txt
          fondly restore --words-file woerter.txt --from fondly1abc... --as Sam --name Ana
    .arg-file = Die Sicherung
    .arg-from = Eine Zeile von einem Gegenüber, das dir zurückgibt, was ihr miteinander teilt
    .arg-label = Wie du dieses Gegenüber nennst [Standard: partner]
    .arg-name = Wie du heißt [Standard: myself]
    .arg-timeout = Wie lange es mit einem Gegenüber versucht wird, als 90s oder 10m [Standard: 2m]
    .arg-device_name = Wie du dieses Gerät nennst [Standard: restored]

help-resume = Lass wieder etwas an eine Person gehen und von ihr kommen.
    .more =
        Was auf beiden Seiten wartete, geht und kommt beim nächsten Abgleich.
    .examples =
        Beispiel:
          fondly resume Sam

help-rm = Lösch einen Eintrag von dir endgültig.
    .more =
        Seine Bytes sind von diesem Gerät weg. Ist er geteilt, wird die Kopie dort beim nächsten
        Abgleich zurückgezogen; Gelesenes lässt sich nicht ungelesen machen.
    .examples =
        Beispiele:
          fondly rm 3f2a
          fondly rm @last --yes

help-search = Finde Einträge, die alle diese Wörter enthalten.
    .more =
        Wörter werden genommen, wie sie sind: Kein Zeichen hat eine besondere Bedeutung. Die besten
        kommen zuerst. Wo mehr als tausend gefunden werden und -n weniger verlangt, werden die
        tausend gereiht, die zuletzt kamen.
    .examples =
        Beispiele:
          fondly search brief vater
          fondly search geschirr --with Sam --received
    .arg-words = Die Wörter

help-serve = Halte Verbindungen zu den Geräten derer, mit denen du teilst, bis es beendet wird.
    .more =
        Läuft im Vordergrund. Solange es läuft, brauchen andere Befehle dieses Tagebuchs keine
        Passphrase. Strg-C oder SIGTERM beendet es geordnet; `fondly lock` beendet es auch, und
        ebenso die Zeit von `lock.after`.
    .examples =
        Beispiel:
          fondly serve

help-service = Lass das System `fondly serve` laufen, solange du angemeldet bist.
    .more =
        Schreibt eine Datei, eine Unit für systemd oder unter macOS einen Agenten für launchd, und
        zeigt sie vorher. Nach `fondly lock` bleibt der Dienst aus, bis du ihn wieder startest.
    .examples =
        Beispiele:
          fondly service install
          fondly service install --passphrase-file /media/stick/passphrase --yes
          fondly service status
          fondly service remove

help-service-install = Schreib die Datei und starte den Dienst.

help-service-remove = Halte den Dienst an und entferne die Datei.

help-service-status = Sag, ob er eingerichtet ist und läuft.

help-share = Teile einen Eintrag von dir mit einer Person.
    .more =
        Sie sieht Text, Titel, Gefühle und Tag und behält eine Kopie. Schlagwörter, deine Änderungen
        oder dass es andere Einträge gibt, sieht sie nie. Du kannst ihn später zurückziehen, aber
        Gelesenes lässt sich nicht ungelesen machen. Ihn noch einmal zu teilen erneuert die Kopie.
    .examples =
        Beispiele:
          fondly share 3f2a Sam --preview
          fondly share 3f2a Sam
          fondly share @last Sam --part "Ich war still wegen des Briefs"
          fondly share @last Sam --from 2026-12-24
    .arg-part = Diesen Text teilen statt des Ganzen; `-` liest ihn von der Standardeingabe
    .arg-preview = Zeigen, was zu sehen wäre, und nichts teilen
    .arg-from = Ab diesem Tag teilen, als 2026-12-24; bis dahin nimmt fondly unshare es zurück

help-shelf = Lies die Wertschätzungen, die du für jemanden geschrieben und nicht geteilt hast.
    .more =
        Jede kommt ungefragt wieder, mit `fondly inbox` auf einem Terminal, nach etwa drei Tagen und
        nach etwa zwei Wochen, und dann nie wieder. Niemand sonst sieht je, dass es sie gibt.
    .examples =
        Beispiele:
          fondly shelf
          fondly share 3f2a Sam
          fondly shelf --not-this 3f2a
    .arg-not_this = Diese weglegen; sie bleibt in deinem Tagebuch

help-show = Zeig einen Eintrag ganz.
    .more =
        Was du bekommen hast, gilt ab dann als gelesen, nur für dich: Niemand erfährt davon.
    .examples =
        Beispiele:
          fondly show 3f2a
          fondly show 3f2a --history
          fondly show @last
    .arg-history = Auch zeigen, welche Texte er vorher hatte, und seit wann

help-status = Sag, wie es steht: was auf den Versand wartet, was zu lesen ist.
    .examples =
        Beispiel:
          fondly status

help-sync = Gleiche einmal mit jedem Gerät ab, das zu erreichen ist.
    .more =
        Nichts geht verloren, wenn jemand weg ist: Was wartet, geht bei einem späteren Abgleich. Auf
        der anderen Seite muss `fondly serve` laufen, oder im selben Moment `fondly sync`.
    .examples =
        Beispiele:
          fondly sync
          fondly sync Sam --timeout 30s --require Sam
    .arg-names = Mit wem; mit allen, wenn niemand genannt ist
    .arg-timeout = Wie lange höchstens, als 10s oder 2m
    .arg-require = Mit Rückgabewert 5 misslingen, wenn diese Person nicht erreicht wurde; darf mehrmals stehen

help-thanks = Schreib eine Wertschätzung für jemanden.
    .more =
        Sie wird nach einer Minute mit dieser Person geteilt, in der `fondly undo` sie zurückholt;
        die Einstellung share.hold ändert die Zeit. Eine Wertschätzung für jemanden, mit dem du
        nicht verbunden bist, oder für `me`, bleibt bei dir.
    .examples =
        Beispiele:
          fondly thanks Sam "Du hast abgewaschen, als ich erschöpft war; ich habe mich umsorgt gefühlt"
          fondly thanks Sam --did "Du hast auf mich gewartet" --gave "Ich kam lachend herein"
          fondly thanks Sam --keep-until 2027-02-14 "für den Geburtstagsbrief: wie du im Frühling zugehört hast"
          echo "Du hast auf mich gewartet" | fondly thanks Sam -
    .arg-name = Für wen: der Name einer Person, oder `me`
    .arg-did = Was sie getan haben; ein Absatz des Textes
    .arg-gave = Was es dir gegeben hat; ein Absatz des Textes
    .arg-keep = Privat behalten
    .arg-now = Sofort teilen, ohne die Minute zum Zurückholen
    .arg-keep_until = Bis zu diesem Tag als Überraschung behalten, als 2027-02-14

help-unblock = Nimm Einladungen von jemandem wieder an, den du gesperrt hast.
    .more =
        Die Verbindung bleibt beendet: Um euch wieder zu verbinden, bildet eine neue.
    .examples =
        Beispiel:
          fondly unblock Sam
    .arg-name = Wen

help-undo = Hol die neueste Wertschätzung zurück, die noch nicht hinausgegangen ist.
    .more =
        Sie bleibt bei dir, privat.
    .examples =
        Beispiel:
          fondly undo

help-unlink = Beende eine Verbindung, allein und sofort.
    .more =
        Von diesem Moment an geht nichts an diese Person und kommt nichts von ihr, auf allen deinen
        Geräten, die davon erfahren. Es geht ohne Netz, die Person erfährt nichts davon, und es
        lässt sich nicht rückgängig machen: Um euch wieder zu verbinden, bildet eine neue
        Verbindung. Was sie schon von dir hat, bleibt bei ihr; fondly unshare ID NAME und ein
        Abgleich nehmen einen Eintrag zurück, bevor du gehst, und --ask-to-delete nimmt alles
        zurück, als Letztes, das an sie geht: Dann kann sie es merken. Wird niemand rechtzeitig
        erreicht, so endet die Verbindung trotzdem, und um nichts wurde gebeten. Was zwischen euch
        war, kommt in onthisday, remember, shelf, balance, log oder year nicht von selbst wieder.
    .examples =
        Beispiele:
          fondly unlink Sam --received keep
          fondly unlink Sam --received delete --confirm Sam
          fondly unlink Sam --received keep --ask-to-delete
        Um vorher anderswo zu haben, was mit dir geteilt wurde:
          fondly export --include received --to DATEI
    .arg-name = Von wem
    .arg-received = Was aus dem wird, was mit dir geteilt wurde
    .arg-ask_to_delete = Zuerst alles zurückziehen, was du geteilt hast, und versuchen, es auf den Geräten dort entfernen zu lassen
    .arg-timeout = Wie lange das versucht wird, als 30s oder 2m
    .value-keep = Du kannst es lesen wie zuvor
    .value-delete = Es wird auf deinen Geräten gelöscht
    .arg-confirm = Der Name noch einmal, statt gefragt zu werden

help-unshare = Zieh einen Eintrag von dir bei einer Person zurück.
    .more =
        Die Kopie dort verschwindet beim nächsten Abgleich. Gelesenes lässt sich nicht ungelesen
        machen.
    .examples =
        Beispiel:
          fondly unshare 3f2a Sam
    .arg-name = Von wem

help-valued = Lies, was andere an dir geschätzt haben, gesammelt.
    .more =
        Alles davon ist auf diesem Gerät: Kein Netz ist nötig. Was du mit `fondly quiet` genannt
        hast, bleibt weg.
    .examples =
        Beispiel:
          fondly valued

help-verify = Vergewissere dich, dass die Person, mit der du dich verbunden hast, die ist, für die du sie hältst.
    .more =
        Ohne Wörter zeigt es deine drei Wörter: Lies sie vor, am Telefon oder von Angesicht zu
        Angesicht. Mit Wörtern nimmt es die drei, die dir vorgelesen werden. Beide tut ihr beides.
        Es braucht kein Netz und darf Tage später sein; bis dahin kannst du mit der Person nichts
        teilen.
    .examples =
        Beispiele:
          fondly verify Sam
          fondly verify Sam maple orbit canal
    .arg-name = Wen
    .arg-words = Die drei Wörter, die dir vorgelesen werden

help-who = Sag, wer einen Eintrag von dir lesen kann.
    .examples =
        Beispiel:
          fondly who 3f2a

help-words = Liste Wörter für Gefühle oder Bedürfnisse auf.
    .more =
        Sie sind ein Angebot: Jedes andere Wort ist ebenso richtig. Eigene Wörter, eins in jeder
        Zeile, dürfen in words/feelings.txt und words/needs.txt im Ordner deines Tagebuchs stehen,
        neben der Datei, die `fondly config path` nennt; eine Zeile, die mit # anfängt, beginnt eine
        Gruppe. Diese beiden Dateien sind nicht verschlüsselt.
    .examples =
        Beispiele:
          fondly words feelings
          fondly words needs --json
    .arg-kind = Welche Wörter

help-year = Lies ein Jahr, Monat für Monat.
    .more =
        Mit einer Person ist es, was ihr beide voneinander habt: was du geteilt hast, so wie du es
        geteilt hast, und was du bekommen hast. Ohne eine ist es dein eigenes Jahr, private Einträge
        dabei.
    .examples =
        Beispiele:
          fondly year 2026
          fondly year 2026 --with Sam --html unser-jahr.html
    .arg-year = Das Jahr
    .arg-with = Mit dieser Person
