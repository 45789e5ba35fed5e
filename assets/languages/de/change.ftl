### Commands that changed a meter, and the passwords they took.

change-password-refused = Der Zähler hat das Passwort der Ebene { $level } abgelehnt. Es wurde einmal gesendet und wird nicht von selbst noch einmal gesendet
change-password-refused-with = Der Zähler hat das Passwort der Ebene { $level } mit { $answer } abgelehnt. Es wurde einmal gesendet und wird nicht von selbst noch einmal gesendet
change-tries-wrong = { $count ->
    [one] Bisher { $count } falsches
   *[other] Bisher { $count } falsche
}
change-tries-then-locked = { $used } von { $all } verbraucht; danach gesperrt
change-tries-then-locked-for = { $used } von { $all } verbraucht; danach für { $time } gesperrt
change-saved-visit = Bei den Besuchen gespeichert um { $time }
change-saved-file = Gespeichert als { $name } um { $time }
change-unknown-write = Unbekannt: die Leitung riss ab, nachdem { $address } gesendet war
change-unended-write = Unbekannt: das Programm endete, während { $address } geschrieben wurde
change-unknown-clock = Unbekannt: die Leitung riss ab, nachdem das Stellen der Uhr gesendet war
change-unended-clock = Unbekannt: das Programm endete, während die Uhr gestellt wurde
change-unknown-command = Unbekannt: die Leitung riss ab, nachdem das Kommando { $command } gesendet war
change-unended-command = Unbekannt: das Programm endete, während das Kommando { $command } lief
change-meter-says = { $change }: der Zähler sagt { $value }
change-in-full = { $time }, Zähler { $meter }, { $change }
change-not-known = nicht bekannt
change-nobody-knows = Niemand weiß, ob der Zähler es angenommen hat. Vor dem nächsten Schreiben zurücklesen
change-nobody-knows-all = Niemand weiß, ob die Zähler sie angenommen haben. Vor dem nächsten Schreiben zurücklesen
change-and-more = und { $count } weitere im Journal
change-settled = Nicht mehr unbekannt
change-close-settled = Geklärtes schließen
change-unsettled = Unbekannt: { $count } Änderungen sind nicht geklärt
change-show-unknown = Unbekanntes zeigen
change-fold-unknown = Unbekanntes einklappen
change-show-in-journal = Im Journal zeigen
change-show-in-journal-name = Unbekanntes im Journal zeigen
change-read-that-first = Erst diesen Zähler auslesen, damit er sicher da ist
