### The first page: three steps to a readout.

start-ready = Bereit, einen Zähler auszulesen
start-nothing-to-set-up = Nichts einzustellen. Das Werkzeug findet heraus, was der Zähler spricht
start-found = Gefunden: { $port }
start-not-plugged-in = { $port } ist nicht eingesteckt
start-no-head = Kein Lesekopf. Gewählt: { $port }
start-chosen = Gewählt: { $port }
start-none-found = Noch keiner gefunden. Lesekopf einstecken
start-put-on = Lesekopf auf den Zähler setzen
start-put-on-how = Kabel nach unten, Magnet flach auf dem Metallring
start-check-port = Anschluss prüfen
start-press-read = Zähler auslesen drücken
start-changes-nothing = Auslesen ändert nichts im Zähler
start-no-meter = Kein Zähler zur Hand
start-read-simulated = Einen simulierten auslesen
start-no-simulated = Es gibt keine simulierten Zähler
start-choose-one = Auswählen
start-choose-one-name = Simulierten Zähler auswählen
start-saved = Aus einer Datei
start-open-or-drop = Öffnen oder ablegen
start-open = Öffnen…
