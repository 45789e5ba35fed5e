### The report of a visit, as it is printed.

report-kind = Besuchsbericht
report-meter-named = Zähler { $meter }
report-unknown-meter-title = Unbekannter Zähler
report-date = Datum
report-operator = Bearbeiter
report-order = Auftrag
report-meter = Zähler
report-mode = Modus { $mode }
report-serial = Zählernummer
report-identification = Kennung
report-manufacturer = Hersteller
report-device-type = Gerätetyp
report-property = Eigentumsnummer
report-line = Leitung
report-profile = Geräteprofil
report-notes = Notizen
report-by-manual = ✓ aus dem Handbuch des Herstellers
report-by-telegram = in Telegrammen gesehen
report-by-tools = aus anderen Werkzeugen
report-unverified = ! unbestätigt
report-changes = Änderungen
report-before = Vorher
report-wanted = Gewünscht
report-read-back = Rückgelesen
report-outcome = Ergebnis
report-time = Zeit
report-meter-clock = Uhr des Zählers
report-computer-clock = Uhr dieses Computers
report-drift = Abweichung
report-after = Nachher
report-first = Erste
report-last = Letzte
report-measured = Gemessen
report-clock-set-with = Die Uhr wurde gestellt mit
report-commands = Kommandos
report-acknowledged = vom Zähler quittiert
report-by-hand = Von Hand getippte Kommandos
report-command = Kommando
report-answer = Antwort
report-read-only = nur gelesen
report-readout = Datenauslesung
report-read-at = Gelesen
report-block-complete = { $count ->
        [one] { $count } Datensatz, vollständig
       *[other] { $count } Datensätze, vollständig
    }
report-block-cut = { $count ->
        [one] { $count } Datensatz, ! abgeschnitten, das Ende fehlt
       *[other] { $count } Datensätze, ! abgeschnitten, das Ende fehlt
    }
report-block = Datenblock
report-check-correct = richtig
report-check-wrong = ! falsch: die Daten können beschädigt sein
report-check-none = keine gesendet
report-check = Blockprüfung
report-errors = Fehler
report-code = Kennzahl
report-value = Wert
report-problems = Auffälligkeiten
report-appendix = Anhang: gelesene Register
report-address = Adresse
report-as-sent = Wie gesendet
report-telegram = Telegramm
report-trace = Leitungsprotokoll
report-checksums = Prüfsummen
report-checksums-about = SHA-256 der Dateien dieses Besuchs, wie sie empfangen wurden. Eine seither geänderte Datei hat eine andere.
report-bytes = { $count } Bytes
report-place-date = Ort, Datum
report-customer = Kunde
report-made-by = Erstellt mit Flagport { $version } am { $time }. Zeiten sind die dieses Computers, wo nichts anderes steht.
report-verified-means = Bestätigt heißt: der Zähler quittierte das Kommando und hält, noch einmal gelesen, den gewünschten Wert.
report-empty = leer
report-verified = bestätigt
report-refused = abgelehnt
report-not-verified = nicht bestätigt
report-unknown = unbekannt
report-not-sent = nicht gesendet
report-nothing-changed = Im Zähler wurde nichts geändert
report-all-written = { $count ->
        [one] Die Änderung wurde geschrieben, zurückgelesen und gleich gefunden
       *[other] Alle { $count } Änderungen wurden geschrieben, zurückgelesen und gleich gefunden
    }
report-all-confirmed = { $count ->
        [one] Die Änderung wurde vom Zähler bestätigt
       *[other] Alle { $count } Änderungen wurden vom Zähler bestätigt
    }
report-one-failed = Die Änderung kam nicht heraus wie gewünscht
report-some-failed = { $open } von { $all } Änderungen kamen nicht heraus wie gewünscht
report-one-unknown = Was aus der Änderung wurde, ist unbekannt
report-some-unknown = Was aus { $unknown } von { $all } Änderungen wurde, ist unbekannt
report-count-verified = { $count } durch Zurücklesen bestätigt
report-count-acknowledged = { $count } quittiert, was nichts beweisen kann
report-count-refused = { $count } vom Zähler abgelehnt
report-count-different = { $count } anders zurückgelesen
report-count-unknown = { $count } unbekannt
report-count-not-sent = { $count } nicht gesendet
report-clock-line = Uhr: { $commands }
report-alarm = ? Unbekannt: zurücklesen
report-alarm-about = Ob der Zähler diese Kommandos ausgeführt hat, ist nicht bekannt. Zurücklesen, bevor man sich auf den Zähler verlässt.
report-title = Besuchsbericht · { $meter } · { $time }
report-unknown-meter = unbekannter Zähler
report-fast = { $amount } vor, { $about }
report-slow = { $amount } nach, { $about }
report-right = richtig, { $about }
report-to-the-second = auf die Sekunde
report-flag = Merker { $bit }
report-no-errors = keine
report-commissioning = Inbetriebnahme
report-removal = Ausbau
report-photo-size = { $width } × { $height } Punkte, { $count } Bytes
report-verdict = Urteil
report-flows = Energierichtung
report-seals-found = Plomben vorgefunden
report-seals-put = Plomben angebracht
report-phase = Außenleiter
report-voltage = Spannung
report-current = Strom
report-angle = Winkel U–I
report-power = Leistung
report-not-ticked = nicht abgehakt
report-point = Punkt
report-ticked = Abgehakt
report-note = Notiz
report-photos = Fotos
report-photo-file = Datei im Besuch
report-photo-from = Aufgenommen aus
report-photo-bytes = Größe
