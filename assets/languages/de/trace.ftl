### The line trace at the foot of the window.

trace-close = Leitungsprotokoll schließen
trace-save = Leitungsprotokoll speichern…
trace-copy = Leitungsprotokoll kopieren
trace-text = Klartext
trace-hex = Hexadezimal
trace-follow = Mitlaufen
trace-nothing-yet = noch ging nichts über die Leitung
trace-lines = { $count ->
        [one] { $count } Zeile · Passwörter sind verdeckt
       *[other] { $count } Zeilen · Passwörter sind verdeckt
    }
trace-bytes = { $count ->
        [one] { $count } Byte
       *[other] { $count } Bytes
    }
trace-close-details = Einzelheiten der Zeile schließen
trace-no-name = Kein Name bekannt
trace-out = hinaus
trace-in = herein
trace-echo = herein, Echo des Lesekopfs
trace-line = Leitung
