# Was clap, das die Befehlszeile liest, auf Englisch darüber sagt, Zeile für Zeile; und seine Überschriften.

usage-unexpected = Fehler: unerwartetes Argument '{ $argument }'
usage-unrecognized = Fehler: den Befehl '{ $command }' gibt es nicht
usage-required = Fehler: diese nötigen Argumente fehlen:
usage-invalid-value = Fehler: ungültiger Wert '{ $value }' für '{ $argument }'
usage-invalid-value-because = Fehler: ungültiger Wert '{ $value }' für '{ $argument }': { $what }
usage-value-required = Fehler: '{ $argument }' braucht einen Wert, und keiner wurde angegeben
usage-conflict = Fehler: das Argument '{ $argument }' geht nicht zusammen mit '{ $other }'
usage-conflicts = Fehler: das Argument '{ $argument }' geht nicht zusammen mit:
usage-twice = Fehler: das Argument '{ $argument }' geht nicht mehrmals
usage-equals = Fehler: vor dem Wert von '{ $argument }' muss ein Gleichheitszeichen stehen
usage-no-subcommand = Fehler: '{ $command }' braucht einen weiteren Befehl, und keiner wurde angegeben
usage-too-many = Fehler: unerwarteter Wert '{ $value }' für '{ $argument }'; mehr wurden nicht erwartet
usage-not-utf8 = Fehler: ein Argument ist kein gültiges UTF-8

usage-possible-values = [mögliche Werte: { $values }]
usage-subcommands = [Befehle: { $commands }]
usage-tip-argument = Tipp: ein ähnliches Argument gibt es: '{ $argument }'
usage-tip-arguments = Tipp: ähnliche Argumente gibt es: { $arguments }
usage-tip-subcommand = Tipp: einen ähnlichen Befehl gibt es: '{ $command }'
usage-tip-subcommands = Tipp: ähnliche Befehle gibt es: { $commands }
usage-tip-value = Tipp: einen ähnlichen Wert gibt es: '{ $value }'
usage-tip-values = Tipp: ähnliche Werte gibt es: { $values }
usage-tip-as-value = Tipp: um '{ $argument }' als Wert zu übergeben, schreib '{ $use }'
usage-tip-argument-of-subcommand = Tipp: '{ $use }' gibt es
usage-usage = Aufruf: { $usage }
usage-more = Mehr dazu mit '{ $help }'.

usage-no-digits = das ist keine Zahl
usage-empty-number = die Zahl fehlt
usage-too-large = die Zahl ist zu groß
usage-not-in-range = { $number } liegt nicht in { $range }

# Überschriften, und was für Optionen und Befehle steht.
usage-heading-usage = Aufruf:
usage-heading-options = Optionen:
usage-heading-arguments = Argumente:
usage-heading-commands = Befehle
usage-options = [OPTIONEN]
usage-command = BEFEHL
usage-help = Hilfe zeigen
usage-version = Version zeigen
usage-default = [Standard: { $value }]
usage-values = [mögliche Werte: { $values }]

# Abschnitte einer Handbuchseite.
usage-page-name = BEZEICHNUNG
usage-page-synopsis = ÜBERSICHT
usage-page-description = BESCHREIBUNG
usage-page-options = OPTIONEN
usage-page-everywhere = ÜBERALL
usage-page-subcommands = BEFEHLE
usage-page-extra = BEISPIELE
usage-page-version = VERSION
