### The page Device profiles.

profiles-load-profiles = Lastgänge
profiles-logbooks = Logbücher
profiles-which-meters = Welche Zähler
profiles-fits = Passt auf
profiles-fits-any = Jeden Zähler, auf den kein anderes Profil besser passt
profiles-makers = Hersteller
profiles-identification = Kennung beginnt mit
profiles-known-by = Erkannt an
profiles-line = Leitung
profiles-wake-up = Wecken
profiles-begins-at = Beginnt mit
profiles-switch-delay = Umschaltverzögerung
profiles-request = Anforderungstext
profiles-block-check = Blockprüfung
profiles-programming = Programmiermodus
profiles-spoken = Sprache
profiles-reads-out-only = Nichts bekannt: dieses Profil liest nur aus
profiles-option-select = Optionsauswahl
profiles-reads-with = Liest mit
profiles-writes-with = Schreibt mit
profiles-in-blocks = { $command }, in Blöcken zu { $size } Zeichen
profiles-reading-needs = Lesen braucht
profiles-level = Ebene { $level }
profiles-level-named = Ebene { $level }, { $name }
profiles-at-level = { $condition }, Ebene { $level }
profiles-wrong-passwords = Falsche Passwörter
profiles-ends-by-itself = Endet von selbst
profiles-after-silence = nach { $seconds } s Stille
profiles-refusal = Ablehnung { $answer }
profiles-at-a-time = { $command }, je { $count }
profiles-address-as = { $address } als { $form }
profiles-read-from = Gelesen aus
profiles-set-by = Gestellt mit
profiles-cannot-be-set = Sie lässt sich nicht stellen
profiles-in-one-command = { $parts }, in einem Kommando
profiles-one-after-other = { $parts }, nacheinander
profiles-setting-needs = Stellen braucht
profiles-synchronise-limit = bis { $limit } s, die Messperiode läuft weiter
profiles-only-synchronises = Nur Synchronisieren
profiles-measuring-period = Messperiode
profiles-setting = Stellen
profiles-commands = Kommandos
profiles-then = { $first }, dann { $second }
profiles-needs-level = { $words } Braucht Ebene { $level }.
profiles-not-again = { $words } Erst nach { $minutes } min wieder.
profiles-not-undone = Nicht umkehrbar
profiles-records-a-block = { $count ->
    [one] { $words }, { $count } Satz je Block
   *[other] { $words }, { $count } Sätze je Block
}
profiles-bits = Status- und Fehlerbits
profiles-status-bit = Statusbit { $bit }
profiles-error-bit = Fehlerbit { $bit }
profiles-error-register = Fehlerregister
profiles-where-from = Herkunft
profiles-verified = Bestätigt
profiles-source = Quelle
profiles-by-manual = Handbuch
profiles-by-telegram = Telegramm
profiles-by-tools = Andere Werkzeuge
profiles-unverified = Unbestätigt
profiles-by-manual-full = Im Handbuch des Herstellers oder einer amtlichen Spezifikation gelesen
profiles-by-telegram-full = In einem veröffentlichten Telegramm gesehen
profiles-by-tools-full = Nur im Code anderer Werkzeuge gesehen
profiles-unverified-full = Noch durch nichts bestätigt
profiles-any-meter = Jeder Zähler
profiles-any-maker = Jeder Hersteller
profiles-no-registers = keine Register
profiles-register-count = { $count ->
    [one] { $count } Register
   *[other] { $count } Register
}
profiles-wake-standard = Nach Norm, etwa 4 s Nullen
profiles-wake-short = Kurz, 40 Zeichen
profiles-no-check = Keine
profiles-no-password = kein Passwort
profiles-by-p1 = im Klartext, mit P1
profiles-by-p2-elster = mit P2, laufende Summe von Elster
profiles-by-p2-crc = mit P2, CRC-32
profiles-in-every-write = in jedem Schreibkommando
profiles-lock-closed = in das Sperrregister { $address } geschrieben, geschlossen mit { $closing }
profiles-lock = in das Sperrregister { $address } geschrieben
profiles-length-characters = { $length } Zeichen
profiles-length-range-characters = { $least } bis { $most } Zeichen
profiles-length-digits = { $length } Ziffern
profiles-length-range-digits = { $least } bis { $most } Ziffern
profiles-length-hex = { $length } Hexadezimalziffern
profiles-length-range-hex = { $least } bis { $most } Hexadezimalziffern
profiles-length-upper = { $length } Großbuchstaben und Ziffern
profiles-length-range-upper = { $least } bis { $most } Großbuchstaben und Ziffern
profiles-then-locked-unknown = { $count ->
    [one] { $count } falsches, danach gesperrt, wie lange, ist nicht bekannt
   *[other] { $count } falsche, danach gesperrt, wie lange, ist nicht bekannt
}
profiles-then-locked = { $count ->
    [one] { $count } falsches, danach für { $time } gesperrt
   *[other] { $count } falsche, danach für { $time } gesperrt
}
profiles-cover-open = Abdeckung offen
profiles-button-pressed = Taste gedrückt
profiles-switch = Schalter
profiles-seal-broken = Plombe gebrochen
profiles-changes-counted = Änderungen werden gezählt
profiles-before-changes = Vor Änderungen
profiles-range-all = alles auf einmal
profiles-range-minutes = ein Bereich, sYYMMDDhhmm
profiles-range-seconds = ein Bereich, sYYMMDDhhmmss
profiles-range-mass = ein Bereich, yy-mm-dd,hh:mm
profiles-range-day = tageweise
profiles-range-month = monatsweise
profiles-range-days-back = Tage, von heute zurückgezählt
profiles-range-positions = Positionen und Zeiten
profiles-range-packets = Tage, in Paketen zu 64 Bytes
profiles-rows-vdew = Zeilen ohne Zeiten nach einem Kopf
profiles-rows-events = Ereignisse mit Werten
profiles-rows-mass = Zeit und Werte mit Kommas
profiles-rows-intervals = Namen und Werte, je Intervall eine Zeile
profiles-rows-tariffs = Namen und Werte, je Tarif eine Zeile
profiles-rows-columns = je Spalte eine Gruppe
profiles-rows-packed = gepackte Ziffern
profiles-hidden = Verdeckt, Ebene { $level }
profiles-up-to-characters = Bis { $most } Zeichen
profiles-up-to-digits = Bis { $most } Ziffern
profiles-up-to-hex = Bis { $most } Hexadezimalziffern
profiles-up-to-upper = Bis { $most } Großbuchstaben
profiles-number-range = { $least } bis { $most }
profiles-number-from = Ab { $least }
profiles-number-up-to = Bis { $most }
profiles-number = Zahl
profiles-choices = { $count ->
    [one] { $count } Auswahl
   *[other] { $count } zur Auswahl
}
profiles-flags = { $count ->
    [one] { $count } Merker
   *[other] { $count } Merker
}
profiles-flag-identity = Identität
profiles-flag-never-copied = nie kopiert
profiles-new-title = Ein neues Profil
profiles-fault-place = Zeile { $line }, Spalte { $column }: { $fault }
profiles-not-saved = Nicht gespeichert
profiles-broken = Fehlerhaft
profiles-spoken-own = { $title }, eigenes, { $state }
profiles-spoken-own-used = { $title }, eigenes, { $state }, in Gebrauch
profiles-spoken-built-in = { $title }, mitgeliefert, { $state }
profiles-spoken-built-in-used = { $title }, mitgeliefert, { $state }, in Gebrauch
profiles-list = Liste der Geräteprofile
profiles-yours = Eigenes
profiles-in-use = In Gebrauch
profiles-none-fits = Kein Profil passt. Esc in der Suche zeigt alle
profiles-search-hint = Name oder Hersteller
profiles-deleted = { $name } wurde gelöscht
profiles-undo = Rückgängig
profiles-undo-name = Gelöschtes Profil zurückholen
profiles-close-deleted = Meldung vom Löschen schließen
profiles-built-in-count = { $count } mitgeliefert
profiles-own-count = { $count } eigene
profiles-broken-count = { $count ->
    [one] { $count } Datei fehlerhaft
   *[other] { $count } Dateien fehlerhaft
}
profiles-no-folder = Dieser Computer nennt keinen Ordner für Profile
profiles-read-first = Erst einen Zähler auslesen oder eine Auslesung öffnen
profiles-from-this-meter = Aus diesem Zähler
profiles-new-from-this-meter = Neues Profil aus diesem Zähler
profiles-import = Importieren…
profiles-registers = Register { $count }
profiles-about = Überblick
profiles-text = Quelltext
profiles-part = Teil des Profils
profiles-back = Zurück zur Liste der Profile
profiles-built-in = Mitgeliefert
profiles-replaces = Eigenes, anstelle des mitgelieferten
profiles-new = Neu, noch in keiner Datei
profiles-in-use-here = Für diesen Zähler in Gebrauch
profiles-duplicate-to-edit = Zum Bearbeiten kopieren
profiles-edit = Bearbeiten
profiles-edit-name = Profil bearbeiten
profiles-duplicate = Kopieren
profiles-delete = Löschen
profiles-delete-name = Profil löschen
profiles-export = Exportieren…
profiles-export-name = Profil exportieren…
profiles-text-of = Quelltext des Profils
profiles-not-a-profile = Gespeichert wird nur ein Text, der ein Profil ist
profiles-saved-already = Es ist so gespeichert
profiles-save = Speichern
profiles-save-name = Profil speichern
profiles-revert = Zurücksetzen
profiles-revert-name = Auf den gespeicherten Text zurücksetzen
profiles-discard = Verwerfen
profiles-discard-name = Neues Profil verwerfen
profiles-nothing-typed = Seit dem Speichern wurde nichts getippt
profiles-go-there = Dorthin
profiles-go-to-fault = Zum Fehler gehen
profiles-fault-of = { $number } von { $all }: { $fault }
profiles-saved = Gespeichert
profiles-automatic-again = Wieder selbst wählen lassen
profiles-save-first = Erst speichern
profiles-used-already = Ist es schon: die Kennung des Zählers wählt es
profiles-use = Für diesen Zähler nehmen
profiles-lists-no-registers = Dieses Profil nennt keine Register. Ein Rohkommando liest trotzdem jede Adresse
profiles-register-hint = Adresse, Name, Gruppe oder Hilfe
profiles-register-table = Register des Profils
profiles-no-register-fits = Kein Register passt. Esc in der Suche zeigt alle
profiles-address = Adresse
profiles-name = Bezeichnung
profiles-value = Wert
profiles-access = Zugriff
profiles-group = Gruppe
profiles-notes = Hinweise
