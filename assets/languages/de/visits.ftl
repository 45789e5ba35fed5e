### The page Visits: the readouts and the changes that are kept.

visits-not-listed-because = { $reason }. Den Ordner prüfen, dann auf diese Seite zurückkommen
visits-not-listed = Die Besuche lassen sich nicht auflisten
visits-looking = Besuche werden gesucht
visits-stored-by-itself = Jede Auslesung wird von selbst gespeichert, ganz oder abgerissen
visits-none-yet = Noch keine Besuche
visits-read-a-meter = Einen Zähler auslesen
visits-session-ended = Nach dem Ende der Sitzung
visits-readouts = Auslesungen
visits-changes = Änderungen
visits-open-file = Datei öffnen…
visits-read-first = Erst einen Zähler auslesen
visits-report = Bericht…
visits-report-name = Bericht dieses Besuchs…
visits-count = { $count ->
    [one] { $count } Besuch
   *[other] { $count } Besuche
}
visits-some-of = { $count } von { $all }
visits-search-hint = Zählernummer, Typ oder Anschluss
visits-from-hint = Von, 11.2026
visits-to-hint = Bis, 22.11.2026
visits-date-hint = Ein Jahr, einen Monat oder einen Tag tippen, etwa 22.11.2026. Bis dahin werden alle gezeigt
visits-table = Tabelle der Besuche
visits-none-fits = Kein Besuch passt. Esc in der Suche zeigt alle
visits-column-read = Gelesen
visits-column-serial = Zählernummer
visits-column-meter = Zähler
visits-column-what = Was
visits-column-state = Zustand
visits-column-took = Dauer
visits-column-port = Anschluss
visits-complete = Vollständig
visits-damaged = Beschädigt
visits-unreadable = Unlesbar
visits-open = Öffnen
visits-compare-shown = Mit der gezeigten Auslesung vergleichen
visits-compare = Vergleichen
visits-save-copy = Kopie speichern als…
visits-open-folder = Ordner öffnen
visits-copy-path = Pfad kopieren
visits-path-of-visit = Der Pfad des Besuchs
visits-choose = Einen Besuch wählen; Eingabe öffnet ihn
visits-deed-of-chosen = { $deed }: der gewählte Besuch
visits-journal-unreadable = Das Journal ist nicht lesbar
visits-reading-journal = Das Journal wird gelesen
visits-changes-explained = Jedes Kommando, das einen Zähler ändert, wird vor dem Senden aufgeschrieben und nach dem Zurücklesen ergänzt
visits-no-changes = Noch wurde nichts geändert
visits-change-search-hint = Zähler, Register, Wert oder Name
visits-only-this-meter-name = Nur Änderungen dieses Zählers zeigen
visits-only-this-meter = Nur dieser Zähler
visits-change-count = { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
}
visits-change-table = Tabelle der Änderungen
visits-copy-row = Zeile kopieren
visits-row = Die Zeile
visits-copy-command = Kommando kopieren
visits-command = Das Kommando
visits-no-change-fits = Keine Änderung passt. Esc in der Suche zeigt alle
visits-column-time = Zeit
visits-column-register = Register
visits-column-old = Alt
visits-column-new = Neu
visits-column-outcome = Ergebnis
visits-column-who = Wer
visits-column-read-back = Rückgelesen
visits-under-way = Läuft
visits-unknown = Unbekannt
visits-verified = Bestätigt
visits-refused = Abgelehnt
visits-not-verified = Nicht bestätigt
visits-not-sent = Nicht gesendet
visits-choose-change = Eine Änderung wählen, um ihr Kommando zu sehen
visits-change-at = an { $port }
visits-change-ended = an { $port }, beendet { $time }
