### The page Parameter sets.

sets-meter = Zähler
sets-maker = Werte des Herstellers
sets-meter-within = Zähler
sets-maker-within = Werte des Herstellers
sets-visit = Besuch { $time }
sets-nothing-read = Noch nichts gelesen
sets-registers = { $count ->
    [one] { $count } Register
   *[other] { $count } Register
}
sets-registers-read = { $read } von { $all } Registern gelesen
sets-none-known = Das Profil kennt keine
sets-values-by = { $count ->
    [one] { $count } Wert nach { $profile }
   *[other] { $count } Werte nach { $profile }
}
sets-incomplete-within = unvollständig
sets-being-opened = Wird geöffnet
sets-values-of = Werte von
sets-swap = Seiten tauschen
sets-choose-first = Erst wählen, womit verglichen wird
sets-compared-with = Verglichen mit
sets-end-comparison = Vergleich beenden
sets-differences = Unterschiede
sets-some-of = { $count } von { $all }
sets-equal-too = Auch gleiche
sets-equal-too-name = Auch gleiche Register zeigen
sets-search-hint = Adresse oder Name
sets-meter-to-left = Zum Übernehmen den Zähler nach links stellen
sets-nothing-to-take = Hier lässt sich nichts übernehmen
sets-tick-first = Erst ankreuzen, was übernommen wird
sets-stage = { $count ->
    [one] { $count } Änderung vormerken
   *[other] { $count } Änderungen vormerken
}
sets-stage-name = Angekreuztes vormerken
sets-tick-none = Keines ankreuzen
sets-tick-all = Alle ankreuzen
sets-tick-all-name = Alles ankreuzen, was sich übernehmen lässt
sets-can-be-taken = { $count } lassen sich übernehmen. Vormerken sendet nichts
sets-from = Aus: { $side }
sets-file-opening = Die Datei wird geöffnet
sets-no-registers = Von den Registern dieses Zählers wurde noch nichts gelesen
sets-session-ended = Nach dem Ende der Sitzung
sets-read-meter = Zähler auslesen
sets-read-registers = { $count ->
    [one] { $count } Register lesen
   *[other] { $count } Register lesen
}
sets-go-to-registers = Zu den Registern
sets-never-writes = Das Öffnen eines Satzes schreibt nie in einen Zähler
sets-read-first = Erst Register eines Zählers lesen
sets-meter-unknown = Welcher Zähler gelesen wurde, ist nicht bekannt
sets-save-read = Gelesenes speichern…
sets-save-incomplete = Unvollständig: { $read } von { $all } Registern wurden gelesen
sets-open-set = Satz öffnen…
sets-nothing-differs = Nichts weicht ab
sets-nothing-fits = Nichts Abweichendes passt zur Suche. Esc leert sie
sets-choose = Wählen
sets-a-file = Eine Datei…
sets-part-settings = Abweichende Einstellungen
sets-part-only-in = Nur in: { $side }
sets-part-identity = Identität: unterscheidet diesen Zähler
sets-part-volatile = Ändert sich von selbst
sets-part-never-copy = Nie kopiert
sets-part-unlisted = Nicht im Profil
sets-part-same = Gleiches
sets-staged = Vorgemerkt
sets-not-read = Nicht gelesen
sets-differs = Weicht ab
sets-not-taken = Nicht übernehmbar: { $reason }
sets-same = Gleich
sets-one-side = Nur eine Seite
sets-as-expected = Wie erwartet
sets-other-profile = Anderes Geräteprofil: { $left } und { $right }
sets-other-type = Anderer Zählertyp: { $left } und { $right }
sets-other-firmware = Andere Firmware: { $left } und { $right }
sets-meter-incomplete = Nicht alle Register des Zählers wurden gelesen
sets-side-incomplete = Unvollständig gelesen und so gespeichert: { $side }
sets-side-file = die Datei
sets-side-visit = der frühere Besuch
sets-other-profile-note = Eine Adresse kann dort etwas anderes bedeuten
sets-other-type-note = Nur übernehmen, was in beiden Typen bekanntlich gleich ist
sets-other-firmware-note = Grenzen und Bedeutungen können sich dazwischen geändert haben
sets-incomplete-note = Was fehlt, erscheint nur auf einer Seite
sets-difference-table = Tabelle der Unterschiede
sets-address = Adresse
sets-name = Bezeichnung
sets-state = Zustand
sets-take-over = { $address } übernehmen
sets-copy-row = Zeile kopieren
sets-row = Die Zeile
sets-not-listed = Gespeicherte Sätze lassen sich nicht auflisten
sets-what-for = Gelesenes eines Zählers speichern oder eine Datei öffnen. Dann mit diesem Zähler vergleichen und Angekreuztes übernehmen
sets-none-yet = Noch keine Parametersätze
sets-table = Tabelle der Parametersätze
sets-column-saved = Gespeichert
sets-column-serial = Zählernummer
sets-column-profile = Geräteprofil
sets-column-by = Von
sets-unreadable = Unlesbar: { $reason }
sets-complete = Vollständig
sets-incomplete = Unvollständig
sets-compare = Vergleichen
sets-open-folder = Ordner öffnen
