### What is said where a password is typed.

password-length = Dieses Passwort hat { $length } Zeichen; getippt sind { $typed }
password-length-range = Dieses Passwort hat { $least } bis { $most } Zeichen; getippt sind { $typed }
password-of-printable = Dieses Passwort besteht aus druckbaren Zeichen ohne Klammern
password-of-digits = Dieses Passwort besteht aus Ziffern
password-of-hex = Dieses Passwort besteht aus Hexadezimalziffern
password-of-upper = Dieses Passwort besteht aus Großbuchstaben und Ziffern
password-last-try = Der letzte Versuch vor der Sperre
password-one-try = Ein Versuch, nie von selbst wiederholt
password-no-lock-out = Bei diesem Typ ist keine Sperre bekannt
password-locks = { $all } falsche sperren
password-locks-for = { $all } falsche sperren für { $time }
