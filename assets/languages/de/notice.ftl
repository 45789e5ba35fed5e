### Sentences above the page and in the corner: what came of work with files.

notice-fault = Flagport hat einen Fehler gemacht ({ $words })
notice-no-thread = Dieser Computer gibt keinen Thread her ({ $error })
notice-no-visit-folder = Dieser Computer nennt keinen Ordner für Besuche
notice-no-readout = { $file } enthält keine Auslesung
notice-not-compared = { $file } lässt sich nicht vergleichen: { $reason }
notice-not-saved = Nichts wurde gespeichert: { $reason }
notice-visit-empty = der Besuch enthält keine Auslesung
notice-earlier-fault = Flagport hat am { $day } einen Fehler gemacht. Was darüber bekannt ist, steht in { $file }; bitte melden
notice-work-broke = Die Arbeit mit einer Datei endete nicht: { $reason }
notice-copied = { $what } ist in der Zwischenablage
notice-open-later = Dateien werden nach dem Ende der Sitzung geöffnet
notice-cut = { $file } ist länger als jede Auslesung; das Ende wurde weggelassen
notice-not-opened = { $file } wurde nicht geöffnet: { $reason }
notice-not-kept = Der Schlüsselbund hat das Passwort nicht behalten: { $reason }
notice-settings-not-saved = Die Einstellungen ließen sich nicht speichern: { $reason }
notice-saved = Gespeichert als { $file }
notice-nothing-to-report = Noch ist nichts zu berichten: erst einen Zähler auslesen
notice-no-set-folder = Dieser Computer nennt keinen Ordner für Parametersätze
notice-it-is-empty = sie enthält keine Auslesung
notice-settings-version = sie hat die Version { $version }, dieses Programm kennt { $known }
notice-not-text = sie ist kein Text
notice-settings-aside = Die Einstellungen waren nicht lesbar ({ $reason }). Sie liegen als { $file } bereit, es gelten die Vorgaben
notice-settings-unread = Die Einstellungen in { $file } waren nicht lesbar ({ $reason }) und nicht beiseitezulegen ({ $error }). Es gelten die Vorgaben
notice-settings-unreadable = Die Einstellungen in { $file } sind nicht lesbar: { $reason }. Es gelten die Vorgaben, und Änderungen werden nicht gemerkt
notice-profile-unused = Ein Geräteprofil wird nicht benutzt: { $problem }
notice-profile-unread = { $file } ist nicht lesbar: { $reason }
notice-profile-not-saved = Das Profil wurde nicht gespeichert: { $reason }
notice-profile-not-deleted = { $file } wurde nicht gelöscht: { $reason }
notice-profile-not-imported = { $file } wurde nicht importiert: { $reason }
notice-profile-there = Ein eigenes Profil { $name } gibt es schon. Diesem einen anderen Namen geben
notice-close = Hinweis { $number } schließen
notice-stored = Abgelegt als { $name }
notice-stored-all = { $count } Besuche abgelegt
notice-no-settings-folder = Dieser Computer nennt keinen Ordner für Einstellungen, sie werden also vergessen
notice-visits-not-stored = Besuche werden nicht gespeichert: { $reason }
notice-no-journal = Kein Zähler ist beschreibbar: { $reason }
notice-no-line-thread = Nichts ist lesbar: dieser Computer gibt keinen Thread her ({ $reason })
notice-no-port-thread = Anschlüsse werden nicht gesucht: dieser Computer gibt keinen Thread her ({ $reason })
notice-not-stored = Nicht gespeichert: der Besuch { $visit }
notice-not-stored-all = Nicht gespeichert: { $count } Besuche
notice-to-do = { $reason }. Zu tun: { $hint }
notice-memory-only = Das Gelesene ist nur im Arbeitsspeicher, bis es gespeichert ist
notice-storing = Wird gespeichert
notice-try-again = Noch einmal
notice-store-again = Besuch noch einmal speichern
notice-other-meter-no-writing = Das ist ein anderer Zähler: Schreiben ist wieder ausgeschaltet
notice-other-meter-dropped = { $count ->
    [one] Das ist ein anderer Zähler: { $count } vorgemerkte Änderung wurde verworfen
   *[other] Das ist ein anderer Zähler: { $count } vorgemerkte Änderungen wurden verworfen
}
notice-other-meter-dropped-no-writing = { $count ->
    [one] Das ist ein anderer Zähler: { $count } vorgemerkte Änderung wurde verworfen, Schreiben ist wieder ausgeschaltet
   *[other] Das ist ein anderer Zähler: { $count } vorgemerkte Änderungen wurden verworfen, Schreiben ist wieder ausgeschaltet
}
notice-not-among-visits = Die Auslesung ist nicht bei den Besuchen: { $reason }
notice-check-not-opened = Die Prüfliste wurde nicht geöffnet: { $reason }
notice-check-not-saved = Die Prüfliste ließ sich nicht speichern: { $reason }
notice-check-not-stored = Die Prüfung wurde nicht abgelegt: { $reason }
notice-rounds-unseen = Die Rundgänge sind nicht einsehbar: { $reason }
notice-partly-handed-over = Nicht übergeben: { $missing }
notice-handed-over = Übergeben als { $name }
notice-not-handed-over = Nichts wurde übergeben: { $reason }
