### The page Round: the meters of a day.

round-count = { $count } { $state }
round-head-place = Ort
round-head-street = Straße
round-head-serial = Seriennummer
round-head-state = Zustand
round-head-remarks = Bemerkungen
round-head-note = Notiz
round-head-order = Auftrag
round-head-line = Zeile
round-head-port = Anschluss
round-head-address = Geräteadresse
round-read-next = Nächsten auslesen
round-none-open = Kein Zähler ist mehr offen
round-hand-over = Übergeben…
round-as-zip = Als ZIP-Datei…
round-as-folder = Als Ordner…
round-nothing-yet = Noch wurde aus keinem Zähler etwas
round-handing-over = Die Dateien werden zusammengestellt
round-open-list = Tagesliste öffnen…
round-another-list = Andere Liste…
round-none = Noch kein Rundgang
round-looking = Ein Rundgang wird gesucht
round-search-hint = Seriennummer, Ort oder Notiz
round-all = Alle
round-open = Offene
round-to-look-at = Anzusehen
round-which = Welche Zähler
round-table = Tabelle des Rundgangs
round-nothing-fits = Kein Zähler passt. Esc in der Suche zeigt alle
round-choose = Einen Zähler wählen; Eingabe liest ihn aus
round-read = Auslesen
round-read-again = Noch einmal auslesen
round-tick = Abhaken
round-skip = Überspringen…
round-reopen = Wieder öffnen
round-open-visit = Besuch öffnen
round-no-access = Kein Zugang
round-not-found = Zähler nicht gefunden
round-exchanged = Zähler wurde getauscht
round-not-wanted = Der Kunde will es nicht
round-no-time = Heute keine Zeit mehr
round-wrong-reading = Seine Auslesung bleibt unter seiner eigenen Nummer erhalten. Abbrechen oder danach zum richtigen Zähler gehen
round-wrong-kept = Seine Auslesung ist unter seiner eigenen Nummer erhalten. Der Zähler der Liste ist nicht abgehakt
round-no-serial-column = Angeben, welche Spalte die Seriennummern enthält
round-no-meters = Keine Zeile nennt einen Zähler
round-back = Zurück
round-column-serial = Spalte der Seriennummer
round-column-place = Spalte des Orts
round-column-street = Spalte der Straße
round-column-port = Spalte des Anschlusses
round-column-address = Spalte der Geräteadresse
round-column-profile = Spalte des Geräteprofils
round-column-order = Spalte des Auftrags
round-column-note = Spalte der Notiz
round-not-in-list = Nicht in der Liste
round-preview = Tabelle dessen, was die Liste sagt
round-what-it-is = Aus einer Tagesliste (CSV oder XLSX) wird ein Rundgang: jeder Zähler wird ausgelesen, mit seiner Seriennummer verglichen, gespeichert und abgehakt
round-progress = { $name } · { $done } von { $all } erledigt
round-of-chosen = { $button }: der gewählte Zähler
round-wrong-meter = Das ist Zähler { $told }, nicht { $expected }
round-is-listed = Er steht in Zeile { $line } der Liste
round-is-listed-at = Er steht in Zeile { $line } der Liste: { $place }
round-tick-line = Zeile { $line } abhaken
round-begin = { $count ->
    [one] Mit { $count } Zähler beginnen
   *[other] Mit { $count } Zählern beginnen
}
round-list = { $count ->
    [one] { $name } · { $form } · { $count } Zeile
   *[other] { $name } · { $form } · { $count } Zeilen
}
round-list-cut = { $count ->
    [one] { $name } · { $form } · { $count } Zeile, und mehr, als gelesen werden
   *[other] { $name } · { $form } · { $count } Zeilen, und mehr, als gelesen werden
}
round-rows-to-look-at = { $count ->
    [one] { $count } Zeile anzusehen
   *[other] { $count } Zeilen anzusehen
}
round-rows-left-out = { $count ->
    [one] { $count } Zeile wird ausgelassen
   *[other] { $count } Zeilen werden ausgelassen
}
round-no-serial = Zeile { $line }: keine Seriennummer
round-double = Zeile { $line }: { $serial } steht schon in Zeile { $first }
round-bad-port = Zeile { $line }: { $problem }. Der oben gewählte Anschluss wird benutzt
round-bad-address = Zeile { $line }: die Geräteadresse { $address } lässt sich nicht senden. Keine wird gesendet
round-bad-profile = Zeile { $line }: kein Geräteprofil { $name }. Es wird nach dem Zähler gewählt
round-more = und { $count } weitere
round-menu = Mehr zur Runde
round-read-all = { $count ->
    [one] { $count } Zähler über das Netzwerk lesen
   *[other] { $count } Zähler über das Netzwerk lesen
}
round-reading-all = { $done } von { $total } über das Netzwerk
round-stop-all = Anhalten
round-stopping = Zähler werden abgemeldet
round-all-are-read = Wenn alle gelesen sind
round-nothing-to-look-at = Es gibt nichts anzusehen
