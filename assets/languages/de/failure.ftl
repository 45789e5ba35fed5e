### Why nothing usable came, and what to check.

failure-read-before = { $cause }. Was unten steht, wurde vorher gelesen
failure-kept = { $count ->
        [one] { $cause }. { $count } Datensatz bleibt erhalten
       *[other] { $cause }. { $count } Datensätze bleiben erhalten
    }
failure-what-to-check = Was zu prüfen ist
failure-again = Noch einmal
failure-every-way = Alle Wege versuchen, etwa 60 s
failure-line-settings = Leitungseinstellungen…
failure-last-lines = Letzte Zeilen
failure-port-closed = Anschluss geschlossen um { $time }
failure-save-trace = Protokoll speichern…
failure-save-trace-name = Protokoll der letzten Sitzung speichern…
failure-copy = Kopieren
failure-copy-name = Letzte Zeilen kopieren
failure-line-trace = Das Leitungsprotokoll
