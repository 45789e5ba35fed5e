### Commands of a meter, in the page Registers.

commands-run-name = { $command } ausführen
commands-run = Ausführen…
commands-never-again = Es wird nie von selbst ein zweites Mal gesendet
commands-before-after = Vorher und nachher
commands-none = Hier stehen die Kommandos dieses Zählertyps
commands-none-how = Sein Geräteprofil nennt keine; ein Rohkommando sagt, was es nicht kennt
commands-proved = bewiesen durch { $register }
commands-only-word = das Wort des Zählers ist der einzige Beweis
commands-next-after = der Zähler nimmt das nächste nach { $minutes } min
commands-role = Die Rolle ist Lesen, Uhr und Rückstellung. Das hier braucht die volle Rolle
commands-of-reset = Erst wird der Zähler ausgelesen und die Auslesung bei den Besuchen gespeichert. Dann wird das Kommando einmal gesendet, und was es ändert, wird noch einmal gelesen
commands-of-password = Das Kommando wird einmal gesendet. Dann wird der Zähler abgemeldet und einmal mit dem neuen Passwort neu angemeldet, was es beweist
commands-of-proof = { $register } wird gelesen, das Kommando einmal gesendet, und noch einmal gelesen
commands-of-none = Das Kommando wird einmal gesendet. Lesen lässt sich nichts, was es beweist: das Wort des Zählers muss genügen
commands-go-reset = Rückstellung auslösen
commands-go-clear = Fehler löschen
commands-go-password = Passwort ändern
commands-go = Kommando ausführen
commands-refused = abgelehnt mit { $answer }
