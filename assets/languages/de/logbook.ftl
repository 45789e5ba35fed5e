### The page Logbook.

logbook-column-time = Zeit
logbook-column-event = Ereignis
logbook-column-status = Status
logbook-column-season = Saison
logbook-column-beside = Daneben
logbook-password-asked = Das Passwort wird erfragt
logbook-read = Logbuch lesen
logbook-read-name = Das Logbuch lesen
logbook-when-read = Wenn ein Logbuch gelesen ist
logbook-export = Exportieren…
logbook-export-name = Logbuch exportieren…
logbook-to-show = Logbuch, das gezeigt wird
logbook-whole = Ganzes Logbuch
logbook-from-to = Von–bis
logbook-since-visit = Seit letztem Besuch
logbook-what-to-read = Was gelesen wird
logbook-since = ab { $time }
logbook-from = Von
logbook-to = Bis
logbook-continue = Fortsetzen
logbook-continue-name = Lesen des Logbuchs fortsetzen
logbook-problems = { $count ->
        [one] { $count } Auffälligkeit
       *[other] { $count } Auffälligkeiten
    }
logbook-problems-name = Auffälliges am Logbuch auflisten
logbook-kind-power = Spannung
logbook-show-power = Spannung zeigen ({ $count })
logbook-kind-clock = Uhr
logbook-show-clock = Uhr zeigen ({ $count })
logbook-kind-reset = Rückstellung
logbook-show-reset = Rückstellung zeigen ({ $count })
logbook-kind-faults = Fehler
logbook-show-faults = Fehler zeigen ({ $count })
logbook-kind-settings = Einstellungen
logbook-show-settings = Einstellungen zeigen ({ $count })
logbook-kind-other = Anderes
logbook-show-other = Anderes zeigen ({ $count })
logbook-nothing-flagged = Nichts vermerkt
logbook-search-hint = Zeit, Ereignis, Status oder Wert
logbook-entries = { $count ->
        [one] { $count } Eintrag
       *[other] { $count } Einträge
    }
logbook-some-of = { $shown } von { $all }
logbook-table = Tabelle der Logbucheinträge
logbook-copy-status = Status kopieren
logbook-the-status = Der Status
logbook-none-fits = Kein Eintrag passt. Esc in der Suche und die Arten oben zeigen alle
logbook-choose = Einen Eintrag wählen, um alles zu sehen, was der Zähler dazu gesendet hat
logbook-in-load-profile = Im Lastgang zeigen
logbook-line = Zeile { $line }
logbook-status = Statuswort { $status }
logbook-read-at = gelesen { $time }
logbook-of-file = aus { $file }
logbook-span = { $first } bis { $last }
logbook-not-read-yet = noch nicht gelesen
logbook-elsewhere = Eine Seite des Zählers oder ein eigenes Profil weiß vielleicht mehr
logbook-appear-here = Einträge erscheinen hier, sobald der Zähler geantwortet hat
logbook-fetches = Logbuch lesen holt es über den Anschluss. Lesen ändert nichts im Zähler
logbook-not-read = Das Logbuch { $code } wurde noch nicht gelesen
logbook-will-be-here = Hier stehen die Ereignisse, die der Zähler aufgeschrieben hat
logbook-empty = Das Logbuch ist leer: der Zähler hat nichts zu melden
logbook-empty-asked = Er wurde nach allem gefragt und antwortete ohne Eintrag
logbook-empty-range = Der Zähler hat keine Einträge in diesem Bereich
logbook-whole-asks = Ganzes Logbuch fragt nach allem, was er hat
logbook-broke-off = Das Logbuch ist nicht vollständig. Die Antwort riss ab; was kam, bleibt erhalten
logbook-requests-done = Das Logbuch ist nicht vollständig. { $done } von { $all } Anfragen sind erledigt; was kam, bleibt erhalten
logbook-problem = Zeile { $line }: { $problem }
