# Einträge, wie sie gezeigt werden.

entry-line = { $day }  { $author }  { $kind }
entry-line-mine = { $day }  { $author }  { $kind }  ({ $audience })
entry-you = du
entry-only-you = nur du
entry-its-reader = die andere Person
entry-leaving = { $readers }; geht um { $time } an { $name }
entry-waiting = { $readers }; wartet darauf, an { $name } zu gehen

entry-yourself = dich selbst
entry-of-you = dich
entry-kind-appreciation-of = Wertschätzung für { $name }
entry-kind-need-to = Bedürfnis, an { $name }
entry-kind-response-to = Antwort auf { $id }
entry-kind = { $kind ->
    [appreciation] Wertschätzung
    [need] Bedürfnis
    [reflection] Gedanke
    [response] Antwort
   *[other] { $kind }
}

# Was hinter der Art eines Eintrags bemerkt wird.
entry-state = { $state ->
    [voiced] ausgesprochen
    [heard] gehört
    [met] erfüllt
    [let-go] losgelassen
   *[other] { $state }
}
entry-good-news = gute Nachricht
entry-part = ein Teil
entry-no-reply = keine Antwort nötig
entry-listening = { $wish ->
    [listen-only] bitte nur zuhören
    [ideas-welcome] Ideen sind willkommen
   *[other] { $wish }
}
entry-edited = geändert
entry-withdrawn = zurückgezogen
entry-set-aside = beiseitegelegt

entry-acknowledged = { $ack ->
    [thanks] Danke, dass du mir das erzählst.
    [later] Ich habe es gelesen und möchte in Ruhe antworten.
    [with-you] Ich bin bei dir.
   *[other] { $ack }
}
entry-heard = { $heard ->
    [yes] Ja, genau das ist es.
    [not-quite] Noch nicht ganz.
   *[other] { $heard }
}

# Was vor einem Teil eines Eintrags steht.
entry-asks = Fragt
entry-reflects = Hat gehört
entry-guess = Eine Vermutung zum Gefühl
entry-says = Sagt
entry-scratch = Bleibt bei dir
entry-happened = Was war
entry-feelings = Gefühle
entry-needs = Bedürfnisse
entry-ask = Bitte
entry-tags = Schlagwörter
entry-version = Zur selben Zeit auf einem anderen Gerät geschrieben
entry-earlier = Vor der Änderung

entry-its-author-withdrew = Wer ihn geschrieben hat, hat ihn zurückgezogen.
entry-removed-device-wrote = Das hat ein Gerät geschrieben, nachdem es entfernt war. Es gilt nicht.
entry-gone = Von { $name }: { $gone }.
entry-never-another = Der Text war nie ein anderer.
entry-since = Seit { $time }:

# Was aus dem wurde, was geschrieben wurde.
entry-leaves-now = Es geht beim nächsten Abgleich hinaus.
entry-leaves-later = Solange es noch hier ist, holt fondly undo es zurück.
entry-saved = Gespeichert.
entry-nothing-written = Nichts wurde geschrieben. Auch das ist gut so.
