### Die Seite Anlagenprüfung.

installation-empty = Hier erscheint das Zeigerdiagramm mit einem Urteil je Phase
installation-empty-read = Zähler auslesen holt Spannungen, Ströme und Winkel mit der Ablesung
installation-empty-registers = Noch einmal lesen fragt im Programmiermodus danach
installation-empty-no-registers = Auch das Geräteprofil nennt keine Register dafür
installation-empty-readout = Die Ablesung enthält keine Spannungen und Ströme
installation-live-now = Laufend: die Werte werden immer wieder gelesen
installation-reading = Wird gelesen
installation-not-checked = Noch nicht geprüft
installation-by-power = Nach der Leistung beurteilt; der Zähler meldet keinen Winkel
installation-correct = Richtig
installation-incomplete = Unvollständig
installation-doubtful = Zu prüfen
installation-faulty = Fehlerhaft
installation-correct-note = Jede Phase ist belastet, und nichts spricht gegen die Verdrahtung
installation-no-load-note = Bisher ist nichts Falsches zu sehen. Dort eine Last einschalten, dann noch einmal lesen
installation-not-told = nicht gemeldet
installation-none = keiner
installation-phase-order = Drehfeld
installation-voltages = Spannungen innerhalb 10 %
installation-frequency = Frequenz
installation-direction = Energierichtung jeder Phase
installation-sum = Summe der Phasen und gesamt
installation-neutral = Neutralleiterstrom
installation-import = Bezug
installation-no-load = keine Last
installation-angles = Winkel im Uhrzeigersinn ab U1
installation-angles-assumed = Spannungswinkel angenommen
installation-voltage = Spannung
installation-current = Strom
installation-flow = Leistung fließt jetzt
installation-flow-unknown = Nicht bekannt
installation-flow-import = Aus dem Netz
installation-flow-feed-in = Ins Netz
installation-connection = Anschluss
installation-automatic = Automatisch
installation-four-wires = 4 Leiter
installation-three-wires = 3 Leiter
installation-one-phase = 1 Phase
installation-busy = Eine Sitzung läuft
installation-no-port = Zuerst einen Anschluss wählen
installation-read-first = Zuerst den Zähler auslesen, damit seine Register bekannt sind
installation-password = Register dieses Typs werden mit Passwort gelesen; auf der Seite Register lesen
installation-read-again = Noch einmal lesen
installation-live = Laufend
installation-report = Bericht…
installation-nothing-to-report = Es gibt noch nichts zu berichten
installation-stop = Anhalten
installation-angle = Winkel U–I
installation-power = Leistung
installation-factor = Faktor
installation-part = Teil
installation-check = Prüfung
installation-commissioning = Inbetriebnahme
installation-removal = Ausbau
installation-note = Notiz
installation-seals-found = Plomben vorgefunden
installation-seals-put-on = Plomben angebracht
installation-notes = Notizen
installation-pictures = Bilder werden in den Besuch kopiert: PNG, JPEG, WebP oder GIF
installation-attach = Anhängen…
installation-store = In Besuchen speichern
installation-nothing-noted = Noch ist nichts abgehakt oder notiert
installation-list-read-first = Zuerst den Zähler auslesen, damit die Liste zu ihm gehört
installation-past = Diese Liste gehört zu einem Besuch und bleibt, wie sie ist
installation-no-serial = Dieser Zähler nennt keine Zählernummer: was hier notiert wird, erscheint bei jedem Zähler seines Typs
installation-read-at = Gelesen { $time }
installation-inductive = induktiv
installation-capacitive = kapazitiv
installation-resistive = ohmsch
installation-import-behind = Bezug, { $kind }, Strom { $degrees }° hinter seiner Spannung
installation-import-ahead = Bezug, { $kind }, Strom { $degrees }° vor seiner Spannung
installation-feeds-in-behind = Speist ein, { $kind }, Strom { $degrees }° hinter seiner Spannung
installation-feeds-in-ahead = Speist ein, { $kind }, Strom { $degrees }° vor seiner Spannung
installation-unloaded = { $count ->
    [one] Unvollständig: { $lines } ist ohne Last
   *[other] Unvollständig: { $lines } sind ohne Last
}
installation-incomplete-by = Unvollständig: { $finding }
installation-more-below = { $count ->
    [one] { $advice }. Darunter steht 1 weiterer Befund
   *[other] { $advice }. Darunter stehen weitere Befunde
}
installation-incomplete-too = { $count ->
    [one] { $advice }. Die Prüfung ist außerdem unvollständig: { $lines } ist ohne Last
   *[other] { $advice }. Die Prüfung ist außerdem unvollständig: { $lines } sind ohne Last
}
installation-and = { $first } und { $last }
installation-of-assumed = { $range } von { $nominal } V, angenommen
installation-of = { $range } von { $nominal } V
installation-against = { $lines } gegen die Spannung
installation-phasor = { $line } Strom { $degrees }° hinter seiner Spannung
installation-no-phasor = { $line } kein Strom
installation-diagram = Zeigerdiagramm: { $phasors }
installation-expected = I{ $number } erwartet
installation-no-live = Das Profil { $profile } nennt keine Register zum laufenden Lesen
installation-ticked = { $done } von { $of } Punkten abgehakt
installation-note-on = Notiz zu { $point }
installation-photos = { $count ->
    [one] 1 Foto
   *[other] { $count } Fotos
}
installation-drop-photo = { $name } entfernen
installation-unreadable = Was vorher notiert wurde, ist nicht lesbar und bleibt, wie es ist: { $reason }
installation-stop-live = Laufende Werte anhalten
