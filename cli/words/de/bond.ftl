# Menschen: einladen, verbinden, sich vergewissern, teilen, loslassen.

bond-renamed = Ab jetzt: { $name }.

# Was andere lesen können.
bond-nobody-reads = Niemand kann etwas von dir lesen.
bond-reads-nothing = kann nichts von dir lesen
bond-reads =
    kann { $count ->
        [one] 1 Eintrag
       *[other] { $count } Einträge
    } von dir lesen
bond-parted-has =
    hat vielleicht noch { $count ->
        [one] 1 Eintrag
       *[other] { $count } Einträge
    } von dir; ihr seid getrennt, und nichts geht mehr dorthin
bond-since-unknown = seit einer Zeit, die nicht bekannt ist
bond-since = seit { $time }
bond-on-devices =
    { $count ->
        [0] noch nicht dort
        [one] auf 1 Gerät
       *[other] auf { $count } Geräten
    }
bond-exposed = { $since }, Fassung { $revision }, { $devices }
bond-withdrawn = zurückgezogen; { $removed }
bond-withdrawn-waiting = zurückgezogen; { $removed }; { $waiting }
bond-removed-on-one = auf dem Gerät von { $name } entfernt
bond-removed-not-said = das Gerät von { $name } hat noch nicht gemeldet, dass es dort entfernt ist
bond-removed-on-all = auf allen { $devices } Geräten von { $name } entfernt
bond-removed-on-some = auf { $count } von { $devices } Geräten von { $name } entfernt
bond-never-reached = es wurde von hier noch nicht erreicht
bond-last-reached = es wurde zuletzt am { $time } erreicht
bond-other-never-reached = das andere wurde von hier noch nicht erreicht
bond-other-last-reached = das andere wurde zuletzt am { $time } erreicht
bond-others-not-said = die anderen haben es noch nicht gemeldet
bond-still-waits = Etwas von dir wartet noch darauf, an { $name } zu gehen: Bis es dort ist, hat { $name } andere Wörter. Zum Abgleichen: fondly sync { $name }
bond-compare = Lest sie einander vor. Hat { $name } dieselben, so haben beide Geräte dasselbe. Wenn nicht, wartet noch etwas: fondly sync { $name }, und vergleicht noch einmal.
bond-not-signed-yet = Du hast sie unterschrieben, { $name } noch nicht: Das zeigt sich, sobald auch dort verglichen wurde und ihr abgeglichen habt.
bond-both-signed = Du und { $name }, ihr habt unterschrieben, dass ihr dasselbe habt: { $devices }.
bond-signed-mine = dein Gerät { $device } am { $time }
bond-signed-theirs = ein Gerät von { $name } ({ $device }) am { $time }
bond-signed-other-mine = Dein Gerät { $device } hat an derselben Stelle etwas anderes unterschrieben als das, was hier ist: Ihm wurde Verschiedenes gesagt, oder es behauptet das. Gleich mit allen Geräten ab, und sieh in fondly doctor nach.
bond-signed-other = Ein Gerät von { $name } ({ $device }) hat an derselben Stelle etwas anderes unterschrieben als das, was hier ist: Ihm wurde Verschiedenes gesagt, oder es behauptet das. Gleich mit allen Geräten ab, und sieh in fondly doctor nach.
bond-fork-kept = Beides ist von diesem Gerät unterschrieben und als Beweis aufgehoben: Niemand sonst kann es gemacht haben. Was hier zuerst ankam, bleibt, und von diesem Gerät wird nichts weiter genommen. Die Wörter oben werden nicht übereinstimmen.
bond-fork-my-device = Dein Gerät { $device }
bond-fork-device-of-mine = Eins deiner Geräte ({ $device })
bond-fork-device = Ein Gerät von { $name } ({ $device })
bond-fork-two-times = { $who } hat dir zu zwei Zeiten Verschiedenes gesagt.
bond-fork-to-mine = { $who } hat diesem Gerät und deinem Gerät { $device } Verschiedenes gesagt.
bond-fork-to-person = { $who } hat diesem Gerät und { $name } Verschiedenes gesagt.
bond-fork-to-theirs = { $who } hat dir und einem anderen Gerät von { $name } Verschiedenes gesagt.

# Einladen und verbinden.
bond-joined = verbunden mit { $name }
bond-back = { $name } ist zurück, auf einem neuen Gerät, mit dem, was ihr miteinander teilt.
bond-how-to-restore = fondly restore --words-file DATEI --from ZEILE
bond-how-to-join = fondly join ZEILE --as DEIN-NAME
bond-show-camera =
    Lass { $name } das mit einer Kamera lesen und ausführen: { $command } --in-person
    Es gilt einmal. Ich warte; Strg-C bricht ab.
bond-give-line =
    Gib diese Zeile an { $name }, dort wird ausgeführt: { $command }
    Sie gilt einmal. Ich warte; Strg-C bricht ab, und die Zeile gilt nicht mehr.
bond-in-front = Steht { $name } vor dir?
bond-linked-verified = Du und { $name }, ihr seid verbunden und habt euch vergewissert. Noch ist nichts geteilt.
bond-linked =
    Du und { $name }, ihr seid verbunden. Noch ist nichts geteilt.
    Vergewissert euch zuerst, mit eurer Stimme: fondly verify { $name }

# Loslassen.
bond-paused = Pause: Nichts geht an { $name } oder kommt von dort, bis zu fondly resume { $name }.
bond-not-told = Die andere Person erfährt nichts davon.
bond-resumed = Beim nächsten Abgleich geht und kommt wieder alles zwischen dir und { $name }.
bond-confirm-end = Das lässt sich nicht rückgängig machen. Um die Verbindung zu beenden, gib noch einmal { $name } ein:
bond-ended = Du bist mit { $name } nicht mehr verbunden. Nichts geht dorthin oder kommt von dort.
bond-received-deleted = Was mit dir geteilt wurde, ist hier gelöscht, und auf deinen anderen Geräten, sobald sie davon erfahren.
bond-received-kept = Was mit dir geteilt wurde, bleibt bei dir und kommt nicht von selbst wieder.
bond-not-told-keeps = Die andere Person erfährt nichts davon. Was sie von dir hat, bleibt bei ihr.
bond-parting-nothing = Du hattest nichts mit { $name } geteilt, das sich entfernen ließe.
bond-parting-not-asked = Kein Gerät von { $name } wurde erreicht, also wurde um nichts gebeten: Was dort von dir ist, bleibt dort.
bond-parting-removed = Alles, was du geteilt hattest, ist zurückgezogen und auf allen Geräten von { $name } entfernt ({ $devices }). Niemand kann einen anderen Rechner dazu bringen, zu vergessen.
bond-parting-asked =
    Alles, was du geteilt hattest, ist zurückgezogen. Von den Geräten von { $name } ({ $devices }) { $asked ->
        [one] hat 1 die Bitte bekommen
       *[other] haben { $asked } die Bitte bekommen
    }, und { $removed ->
        [one] 1 hat gemeldet, dass es dort entfernt ist
       *[other] { $removed } haben gemeldet, dass es dort entfernt ist
    }. Niemand kann einen anderen Rechner dazu bringen, zu vergessen.
bond-blocked = Nichts geht an { $name } oder kommt von dort, und keine Einladung von dort wird angenommen.
bond-unblocked = Eine Einladung von { $name } wird wieder angenommen.

# Abgleichen.
bond-serve-locked = Gesperrt: Der Schlüssel ist vergessen. Weiter geht es mit: fondly serve
bond-all-paused = Nichts geht und kommt: Du hast mit { $name } eine Pause. Weiter geht es mit: fondly resume { $name }
bond-nobody-to-sync = Noch niemand zum Abgleichen da. Um dich mit jemandem zu verbinden: fondly invite NAME
bond-own-device = dein anderes Gerät
bond-nothing-lost = Nichts ist verloren: Was wartet, geht bei einem späteren Abgleich.
bond-exchanged = gesendet { $sent }, empfangen { $received }
bond-not-reached-because = nicht vollständig: { $problem }
bond-not-reached = nicht erreicht
bond-no-time = das ist keine Zeit wie 90s, 10m oder 2h, von höchstens sieben Tagen

# Sich vergewissern.
bond-verified = Bei { $name } hast du dich vergewissert.
bond-now-they-type =
    Jetzt gibt { $name } deine ein: { $words }
    Teile, was du teilen möchtest: fondly share ID { $name }
bond-read-out = Lies diese drei Wörter { $name } vor, am Telefon oder von Angesicht zu Angesicht.
bond-verified-already = Bei { $name } hast du dich schon vergewissert.
bond-then-type = Gib dann die drei ein, die { $name } vorliest: fondly verify { $name } WORT WORT WORT
bond-nobody-yet = Noch niemand. Um dich mit jemandem zu verbinden: fondly invite NAME
bond-verified-both = beide habt euch vergewissert
bond-verified-by-you = du hast dich vergewissert; deine Wörter sind dort noch nicht eingegeben
bond-verified-by-them = du hast dich noch nicht vergewissert; deine Wörter sind dort eingegeben
bond-not-verified = noch nicht vergewissert
bond-person =
    { $verified }; { $count ->
        [one] 1 Gerät
       *[other] { $count } Geräte
    }
bond-person-paused =
    { $verified }; { $count ->
        [one] 1 Gerät
       *[other] { $count } Geräte
    }, Pause

# Wählen, wer liest.
bond-would-see = { $name } würde das sehen; noch ist nichts geteilt:
bond-shared-from = Mit { $name } geteilt ab { $day }.
bond-shared = Mit { $name } geteilt.
bond-readers-nobody-else =
    { $name } kann es auf { $count ->
        [one] 1 Gerät
       *[other] { $count } Geräten
    } lesen; sonst niemand.
bond-readers-besides =
    { $name } kann es auf { $count ->
        [one] 1 Gerät
       *[other] { $count } Geräten
    } lesen; außerdem { $names }.
bond-reads-already =
    { $name } kann schon { $count ->
        [one] 1 Eintrag
       *[other] { $count } Einträge
    } von dir lesen, auch diesen.
bond-reads-before =
    { $count ->
        [0] { $name } kann jetzt nichts von dir lesen; danach 1 Eintrag.
        [one] { $name } kann jetzt 1 Eintrag von dir lesen; danach { $more }.
       *[other] { $name } kann jetzt { $count } Einträge von dir lesen; danach { $more }.
    }
bond-unshared = Von { $name } zurückgezogen: Die Kopie dort verschwindet beim nächsten Abgleich. Gelesenes lässt sich nicht ungelesen machen.
