### Questions before something is lost, and the path that is typed.

dialog-writing = Das Schreiben läuft noch
dialog-writing-note = Das Fenster schließt, wenn zurückgelesen (etwa 2 s) und der Zähler abgemeldet ist. Was bis dahin nicht gesendet ist, bleibt ungesendet
dialog-close-after = Nach dem Zurücklesen schließen
dialog-keep-writing = Weiter schreiben
dialog-reading = Der Zähler wird gelesen
dialog-reading-note = Schließen beendet die Sitzung. Vorher wird der Zähler abgemeldet; was kam, bleibt erhalten
dialog-end-and-close = Sitzung beenden und schließen
dialog-keep-reading = Weiter lesen
dialog-unsaved = Ein Geräteprofil ist nicht gespeichert
dialog-unsaved-note = Was in { $file } getippt wurde, steht noch in keiner Datei
dialog-back-to-text = Zurück zum Text
dialog-close-unsaved = Schließen ohne Speichern
dialog-unstored = { $count ->
    [one] Ein Besuch ist nicht gespeichert
   *[other] { $count } Besuche sind nicht gespeichert
}
dialog-unstored-note = { $count ->
    [one] Er ist nur im Arbeitsspeicher und ginge verloren: { $reason }
   *[other] Sie sind nur im Arbeitsspeicher und gingen verloren: { $reason }
}
dialog-save-elsewhere = Anderswo speichern…
dialog-save-before-closing = Vor dem Schließen speichern
dialog-keep-open = Offen lassen
dialog-close-and-lose = Schließen, Gelesenes aufgeben
dialog-no-file-dialog-drop = Dieser Desktop bietet keinen Dateidialog, der Pfad wird also getippt. Dateien lassen sich auch auf dem Fenster ablegen
dialog-no-file-dialog = Dieser Desktop bietet keinen Dateidialog, der Pfad wird also getippt
dialog-path = Pfad
dialog-there-already = Eine Datei dieses Namens gibt es schon
dialog-replace = Datei ersetzen
dialog-use-path = Diesen Pfad nehmen
dialog-cancel = Abbrechen
dialog-leave-path = Pfadabfrage verlassen
dialog-let-go = Loslassen öffnet die Datei
dialog-open-readout = Gespeicherte Auslesung öffnen
dialog-save-readout = Auslesung speichern
dialog-save-trace = Leitungsprotokoll speichern
dialog-save-visit = Auslesung des Besuchs speichern
dialog-export-folder = Ordner für Exporte wählen
dialog-store-visits = Ordner wählen für das, was nicht gespeichert ist
dialog-attach-photo = Foto anhängen
dialog-import-profile = Geräteprofil importieren
dialog-open-set = Parametersatz öffnen
dialog-save-report = Bericht des Besuchs speichern
dialog-save-logbook = Logbuch speichern
dialog-save-picture = Bild des Lastgangs speichern
dialog-save-load-profile = Lastgang speichern
dialog-save-set = Gelesenes als Parametersatz speichern
dialog-export-profile = Geräteprofil exportieren
dialog-verb-open = Öffnen
dialog-verb-save = Speichern
dialog-verb-choose = Wählen
dialog-verb-attach = Anhängen
dialog-verb-store = Ablegen
dialog-verb-import = Importieren
dialog-verb-export = Exportieren
dialog-kind-readouts = Auslesungen
dialog-kind-pictures = Bilder
dialog-kind-all = Alle Dateien
dialog-kind-workbook = Arbeitsmappe
dialog-kind-readout-json = Auslesung (JSON)
dialog-kind-telegram = Telegramm wie empfangen
dialog-kind-text = Textdatei
dialog-kind-trace = Leitungsprotokoll
dialog-kind-report = Bericht
dialog-kind-logbook-json = Logbuch (JSON)
dialog-kind-answers = Antworten wie empfangen
dialog-kind-load-profile-json = Lastgang (JSON)
dialog-kind-png = Bild (PNG)
dialog-kind-svg = Zeichnung (SVG)
dialog-kind-set = Parametersatz
dialog-kind-profile = Geräteprofil
dialog-open-list = Tagesliste öffnen
dialog-hand-over = Runde als ZIP-Datei übergeben
dialog-hand-over-folder = Ablageort für den Ordner der Runde wählen
dialog-verb-hand-over = Übergeben
dialog-kind-list = Tageslisten
dialog-kind-zip = ZIP-Datei
