### The sheet that is confirmed before something goes to a meter.

confirm-close-name = Ergebnis schließen
confirm-remember = Im Schlüsselbund dieses Computers merken
confirm-back = Zurück
confirm-back-name = Zurück zur Seite
confirm-password = Passwort, Ebene { $level }
confirm-password-kept = Passwort, Ebene { $level }, aus dem Schlüsselbund
confirm-new-password = Neues Passwort
confirm-again = Noch einmal dasselbe
confirm-type-new = Neues Passwort zweimal tippen
confirm-not-same = Das neue Passwort ist nicht beide Male dasselbe
confirm-cancel-after = Danach abbrechen
confirm-stops = Es endet, sobald es darf
confirm-cancel-name = Laufendes abbrechen
