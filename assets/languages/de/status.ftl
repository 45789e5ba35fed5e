### The bar at the foot.

status-link = Verbindung
status-meter = Zähler vor Ort
status-clock = Uhrabweichung
status-file = Letzte Datei
status-staged-changes = Vorgemerkte Änderungen
status-opens-review = Öffnet die Durchsicht
status-nothing-staged = Nichts vorgemerkt
status-staged = { $count ->
    [one] { $count } Änderung vorgemerkt
   *[other] { $count } Änderungen vorgemerkt
}
status-trace-empty = Leitungsprotokoll · leer
status-trace-lines = { $count ->
    [one] Leitungsprotokoll · { $count } Zeile
   *[other] Leitungsprotokoll · { $count } Zeilen
}
status-trace = Leitungsprotokoll
status-trace-key = Strg+T
