# Was man für sich und mit jemandem tut: Bedürfnisse, Freundlichkeit, Zuhören, Zurückschauen.

# Bedürfnisse beider Seiten.
practice-no-needs = Noch sind keine Bedürfnisse aufgeschrieben. Ein Anfang: fondly need
practice-older-needs = Es gibt ältere: fondly balance --since TAG
practice-begin-here = Wenn du magst, fang hier an: fondly respond { $id }
practice-to-nobody = An niemand Bestimmten
practice-waiting-for-you = Wartet auf deine Antwort
practice-yours-open = Deine, offen
practice-yours-closed = Deine, abgeschlossen
practice-theirs-open = { $name }, offen
practice-theirs-closed = { $name }, abgeschlossen

# Freundlich zu sich selbst.
practice-kindness-saved = Gespeichert, nur für dich.
practice-notice = Wahrnehmen. { $question }
practice-others = Anderen geht es auch so. { $question }
practice-kind = Ein freundlicher Satz. { $question }
practice-no-helps = Keins deiner Bedürfnisse ist an niemand Bestimmten. Ein Anfang: fondly need
practice-helps-unwritten = Noch ist nichts geschrieben. Zum Schreiben: fondly helps --write
practice-what-helps = Was mir hilft

# Ein Moment zum Innehalten.
practice-ahead = Was kommt
practice-appreciate-in = Was schätzt du an { $name }?
practice-appreciate-yourself = Was schätzt du an dir?
practice-you-need = Was brauchst du?
practice-lies-ahead = Was liegt vor dir?

# Antworten, Schritt für Schritt.
practice-take-your-time = Nimm dir Zeit. Jeden Schritt kannst du mit Enter überspringen; :q hebt auf, was da ist.
practice-begun = Du hast schon angefangen zu antworten:
practice-answer-kept = Auf diesem Gerät aufgehoben, nur du kannst es lesen. Weiter geht es mit: fondly respond { $id }
practice-will-see = { $name } wird sehen:
practice-send = Enter schickt es ab, :q hebt es auf:
practice-save = Nichts davon geht an jemanden. Enter speichert es, :q hebt es auf:

# Fragen, die zwei Menschen ungesehen beantworten.
practice-no-question = Keine Frage ist offen. Um eine zu stellen: fondly mutual ask NAME --prompt ID
practice-mutual =
    mit { $name }  { $state ->
        [waiting-for-me] wartet auf deine Antwort
        [waiting-for-them] du hast geantwortet; es wartet auf { $name }
        [opening] beide haben geantwortet; es öffnet sich, wenn eure Geräte sich treffen
        [passed] ausgelassen
       *[open] beide haben geantwortet
    }
practice-mutual-yours = Deine: fondly show { $id }
practice-mutual-theirs = Die andere: fondly show { $id }
practice-not-promised = Das ist nicht, was { $name } zugesagt hatte, bevor deine zu sehen war.

# Fragen zum Schreiben.
practice-answer-it = Um sie für dich zu beantworten: fondly reflect --prompt { $id }
practice-further = Einen Schritt weiter, wenn du magst: fondly prompt --depth { $depth }

# Was wiederkommt.
practice-none-on-this-day = Nichts von diesem Tag aus früheren Jahren.
practice-none-to-remember = Noch ist hier nichts geschrieben. Ein Anfang: fondly thanks { $name }
practice-none-at-random = Noch ist hier nichts geschrieben.
practice-none-valued = Noch nichts von anderen. Was du in dir siehst: fondly log me
practice-none-of-year = Nichts aus diesem Jahr.

# Das Regal, und was nicht wiederkommen soll.
practice-put-away = Weggelegt; es bleibt in deinem Tagebuch.
practice-shelf-empty = Hier wartet nichts.
practice-shelf-how = Teile eines mit fondly share ID NAME, lass es, wie es ist, oder leg es weg mit fondly shelf --not-this ID.
practice-shelf-returns =
    Das hast du am { $day } für { $name } geschrieben und behalten ({ $audience }): { $begins }
      fondly shelf zeigt, was du damit tun kannst.
practice-lifted = Es darf wiederkommen.
practice-quieted = Es kommt nicht von selbst wieder.
practice-nothing-quiet = Alles darf wiederkommen.
practice-quiet-entry = der Eintrag { $id }
practice-quiet-everything = alles
practice-quiet-kind = von der Art { $kind }
practice-quiet-with = mit { $name }
practice-quiet-from = ab { $day }
practice-quiet-until = bis { $day }

# Zuhören.
practice-asks-both = { $name } fragt etwas, das ihr beide beantwortet: { $question } (fondly mutual answer { $id })
practice-none-between = Noch keine Wertschätzungen zwischen dir und { $name }.
