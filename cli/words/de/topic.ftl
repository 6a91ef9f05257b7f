# Was neben den Befehlen erklärt wird.

topic-safety =
    Sicherheit

    Fondly ist für Menschen gemacht, die der Person auf der anderen Seite bekannt sind, von ihr geliebt
    werden oder sie fürchten. Diese Seite sagt, was es für dich tut, was es nicht kann, und was du tun
    kannst.

    Was deins bleibt
      Alles, was du schreibst, ist privat, bis du es teilst. Die Person, mit der du verbunden bist, sieht
      nicht, wie viel du schreibst, oder wann, oder dass es außer dem Geteilten noch etwas gibt.
      Teilen geht an eine Person, die du nennst. Du kannst jederzeit aufhören, allein und ohne Netz:
        fondly exposure NAME       zeigt, was sie lesen kann
        fondly unshare ID NAME     nimmt einen Eintrag zurück
      Ihr Programm löscht ihn dann, und jedes ihrer Geräte meldet einmal, dass es das getan hat. Ein
      verändertes Programm, ein Foto oder ein gutes Gedächtnis vergessen nicht: Gelesenes lässt sich
      nicht ungelesen machen.

    Du brauchst Ruhe, oder du gehst
        fondly pause NAME          nichts geht oder kommt, bis zu fondly resume NAME
        fondly unlink NAME --received keep   beendet es für immer; mit delete wird gelöscht, was sie teilte
        fondly block NAME          beendet es und nimmt keine Einladung von ihr mehr an
      Sie erfährt nichts davon; für sie ist es, als wärst du weg. Es gilt sofort auf diesem Gerät, und
      auf deinen anderen, sobald sie eines von dir treffen, das davon weiß. Was sie hat, bleibt bei ihr.
        fondly unlink NAME --received keep --ask-to-delete
      nimmt alles Geteilte zurück, als Letztes, das an sie geht, sagt, auf wie vielen ihrer Geräte es
      entfernt ist, und beendet die Verbindung, ob sie erreicht wurden oder nicht. Dann kann sie es merken.

    Jemand hat dieses Gerät in der Hand
      Auf der Platte ist das Tagebuch verschlüsselt. Wer die Passphrase hat oder am offenen Gerät sitzt,
      kann alles lesen. Während fondly serve läuft, ist das Tagebuch offen.
        Wähl eine Passphrase, die niemand um dich herum erraten kann, und beende serve, wenn du gehst.
        Ein Tagebuch mit --insecure-key-file ist offen für alle, die die Platte haben; fondly status
        sagt es.

    Jemand kommt herein, oder schaut dir über die Schulter
        Strg-\                     in jeder Frage, im Pager, und während ein Befehl arbeitet
        fondly lock                von überall
      Beides vergisst den Schlüssel überall und leert den Bildschirm und was nach oben weggerollt ist. In
      einem Editor gehört die Taste dem Editor; manche Terminals, und tmux, behalten eine Kopie, die ein
      Programm nicht leeren kann.
      Was du hinter einem Befehl tippst, bleibt im Verlauf der Shell; lässt du den Text weg, öffnet sich
      stattdessen dein Editor:
        fondly thanks Sam

    Jemand verlangt deine Passphrase
      Du kannst neben dem ersten ein weiteres Tagebuch haben, mit einer eigenen Passphrase:
        fondly init --beside --name NAME
        fondly --unlock reflect    fragt nach einer Passphrase, und die sagt, welches Tagebuch gemeint ist
      Nichts, was das erste zeigt, zählt, findet, exportiert oder sichert, verrät etwas davon, und serve
      hat keinen Schlüssel dazu. Seine eigene Sicherung: fondly --unlock backup DATEI. Auf ein anderes
      Gerät kommt es nicht von selbst.
      Abstreiten lässt es sich damit nicht: Wer dieses Gerät durchsucht oder Kopien davon vergleicht,
      sieht, dass es mehr als ein Tagebuch gibt, wie groß sie sind, und wann sie sich änderten. Wenn das
      niemand wissen darf, bewahre es anderswo auf, oder schreib es nicht auf.

    Ein Gerät ist verloren, oder wurde genommen
        fondly device remove NAME  von einem anderen deiner Geräte aus
      Ab dann bekommt es nichts Neues. Was darauf war, bleibt dort, hinter seiner Passphrase.

    Jemand hat vielleicht ein Gerät verbunden, das nicht deins ist
      Eine Woche lang sagt fondly status auf allen deinen, dass ein Gerät neu ist, auch wenn es keinen
      Namen oder ein altes Datum nennt, und wie es zu entfernen ist.
        fondly device list         zeigt alle, und seit wann
        fondly device remove NAME  entfernt eins

    Jemand sagt, du hättest etwas anderes geschrieben oder gehabt
        fondly compare NAME        vier Wörter, gleich, wo beide dasselbe haben, und wer unterschrieb
      Ein Gerät, das Verschiedenes gesagt hat, wird entdeckt und genannt, und der Beweis wird aufgehoben.

    Wiederherstellungswörter
      Wer deine 24 Wörter und eine Sicherung hat, kann alles lesen und an deiner Stelle auftreten. Heb
      sie auf Papier auf, getrennt vom Gerät, wo nur du hinschaust.

    Wenn du vor jemandem Angst hast, weißt du vielleicht selbst am besten, was sicher ist. Plötzliche
    Änderungen können auffallen. Eine Beratungsstelle in deiner Nähe kann es mit dir durchdenken; nimm
    dafür ein Gerät, an das die andere Person nicht kommt.

topic-sharing =
    Teilen

    Jeder Eintrag beginnt privat. Drei Wege führen aus deinem Tagebuch hinaus, und jeder ist deine Tat:
      fondly thanks NAME TEXT      eine Wertschätzung für jemanden, mit dem du verbunden bist, geht nach
                                   einer Minute dorthin, in der fondly undo sie zurückholt; --keep behält
                                   sie bei dir
      fondly share ID NAME         teilt einen Eintrag mit einer Person; --preview zeigt, was sie sähe
      fondly share ID NAME --part TEXT   teilt einen Teil, in Worten, die du wählst

    Was sie sieht: Text, Titel, Gefühle, Bedürfnisse und den Tag. Was sie nie sieht: deine Schlagwörter,
    deine Änderungen vor dem Teilen, und dass es sonst noch etwas gibt.

      fondly who ID                sagt, wer einen Eintrag lesen kann
      fondly unshare ID NAME       nimmt ihn zurück; niemand kann dazu gebracht werden, zu vergessen
      fondly exposure NAME         zeigt alles, was diese Person lesen kann
      fondly edit ID               fragt, ob die Kopie mitgeht

    Beim ersten Mal: Verbinde dich mit einer Person, und vergewissere dich, dass sie es ist:
      fondly invite NAME           gibt eine Zeile aus, die dort zu fondly join gehört
      fondly verify NAME           drei Wörter, die ihr einander vorlest, mit eurer Stimme
    Vorher lässt sich mit niemandem etwas teilen.

    Geteiltes geht geradewegs von Gerät zu Gerät:
      fondly sync                  jetzt
      fondly serve                 wann immer ihr beide da seid

topic-devices =
    Geräte

    Dein Tagebuch kann auf mehreren deiner Geräte leben. Jedes arbeitet für sich, auch ohne Netz, und
    sie gleichen sich ab, wenn sie sich treffen.

      fondly device add            auf dem Gerät, das du hast: gibt eine Zeile aus und wartet
      fondly device join ZEILE --device-name NAME   auf dem neuen
      fondly device list           welche es gibt
      fondly device remove NAME    eins ist verloren: es bekommt nichts Neues mehr

    Sind alle verloren, bringen eine Sicherung und deine Wiederherstellungswörter alles zurück:
      fondly backup DATEI          ab und zu; die Datei ist verschlüsselt und darf überall liegen
      fondly restore DATEI --words-file WÖRTER
    Ohne Sicherung kann dir ein Gegenüber zurückgeben, was ihr beide geteilt habt:
      fondly invite NAME --restore   bei deinem Gegenüber

topic-words =
    Wörter

    Eintrag       was du schreibst: Wertschätzung, Bedürfnis, Gedanke oder Antwort
    Wertschätzung etwas, das du an jemandem schätzt, oder an dir              fondly thanks NAME TEXT
    Bedürfnis     was du brauchst; was war, wie es dir geht und worum du bitten würdest, darf dazu
                                                                              fondly need TEXT
    Gedanke       alles andere                                                fondly reflect TEXT
    Antwort       eine Antwort auf etwas, das jemand geteilt hat              fondly respond ID

    ID            die Buchstaben vor einem Eintrag in jeder Liste; vier oder mehr genügen, wenn kein
                  anderer Eintrag so anfängt. @last ist der neueste, den du geschrieben hast.
    NAME          wie du eine Person nennst. Der Name ist nur deiner: Sie sieht ihn nie.
    TAG           2026-11-23, gestern, freitag, "letzten freitag", "vor 2 wochen", "letzten monat"
    TEXT          hinter dem Befehl; - liest ihn von einem anderen Programm; ohne ihn öffnet sich dein
                  Editor

    Wiederherstellungswörter   24 Wörter, die dein Tagebuch zurückbringen; sie werden einmal gezeigt,
                  es sei denn, du hebst sie auf
    Wartezeit     die Minute, bevor eine Wertschätzung hinausgeht

topic-import =
    Import und Export

      fondly export --to tagebuch.json          alles, was du geschrieben hast, ohne Verlust wieder einzulesen
      fondly export --format md --to notizen    ein Ordner mit einer Datei für jeden Eintrag
      fondly export --format html --to unseres.html --include shared,received

    Ein Export ist nicht verschlüsselt. Er ist eine Datei, die auf diesem Rechner nur du lesen kannst,
    und es wird nie etwas überschrieben.

      fondly import DATEI                       nimmt auf, was ein anderes Tagebuch oder Programm schrieb
      fondly import DATEI --dry-run             sagt nur, was hereinkäme

    Bekannt sind das JSON von Fondly, Day One (--from dayone) und jrnl (--from jrnl), der Text von jrnl,
    das CSV von Presently (--from presently) und ein Ordner mit Markdown-Dateien (--from markdown), deren
    Vorspann date, title, tags, kind, to, feelings, needs nennen darf. Eine Datei ohne Datum bekommt es
    aus ihrem Namen, wenn der wie 2026-11-23 anfängt.

    Was hereinkommt, ist privat. Dieselbe Datei darf noch einmal herein: nichts kommt doppelt. Wie ein
    Eintrag geändert wurde und wer ihn lesen konnte, wird nicht übernommen.
