### The page Load profile: plot, days, duration, table and checks.

load-from = Von
load-to = Bis
load-read = Bereich lesen
load-read-name = Den Bereich lesen
load-no-entries-yet = Es gibt keine Einträge
load-table-name = Die Einträge als Tabelle zeigen
load-table = Tabelle
load-continue = Fortsetzen
load-continue-name = Lesen fortsetzen
load-session-ended = Nach dem Ende der Sitzung
load-read-meter-name = Diesen Zähler auslesen
load-go-to-profiles = Zu den Geräteprofilen
load-to-show = Lastgang, der gezeigt wird
load-entries = { $count ->
        [one] { $count } Eintrag
       *[other] { $count } Einträge
    }
load-not-read-short = nicht gelesen
load-oldest = dem ältesten
load-newest = zum neuesten
load-channels = { $count ->
        [one] { $count } Kanal
       *[other] { $count } Kanäle
    }
load-entries-of = { $count } von { $all } Einträgen
load-one-day = 1 Tag
load-as-sent = Wie gesendet
load-power = Leistung
load-energy = Energie
load-derived = aus Zählerständen
load-no-value = kein Wert
load-no-status = Kein Statuswort gesendet
load-status-nothing = Statuswort { $status }, nichts vermerkt
load-summer-within = Sommerzeit
load-normal-within = Winterzeit
load-mean-of-hour = Mehrere Intervalle teilen sich einen Bildpunkt: der blasse Bereich reicht vom niedrigsten zum höchsten, die Linie ist das Mittel jeder Stunde. Hineinzoomen zeigt jedes Intervall
load-mean-of-day = Mehrere Intervalle teilen sich einen Bildpunkt: der blasse Bereich reicht vom niedrigsten zum höchsten, die Linie ist das Mittel jedes Tages. Hineinzoomen zeigt jedes Intervall
load-mean-of-week = Mehrere Intervalle teilen sich einen Bildpunkt: der blasse Bereich reicht vom niedrigsten zum höchsten, die Linie ist das Mittel jeder Woche. Hineinzoomen zeigt jedes Intervall
load-mean-of-month = Mehrere Intervalle teilen sich einen Bildpunkt: der blasse Bereich reicht vom niedrigsten zum höchsten, die Linie ist das Mittel jedes Monats. Hineinzoomen zeigt jedes Intervall
load-means-by-hour = Stundenmittel
load-means-by-day = Tagesmittel
load-means-by-week = Wochenmittel
load-means-by-month = Monatsmittel
load-hours-of = { $part } von { $all } h
load-hours-of-days = { $part } h von { $all } Tagen
load-days-of-one = { $part } von 1 Tag
load-days-of = { $part } von { $all } Tagen
load-plot = Lastgang { $code } von { $first } bis { $last }
load-plot-between = { $plot }, { $name } zwischen { $least } und { $most } { $unit }
load-plot-without = { $plot }, { $name } ohne Wert
load-plot-in-all = { $plot }, insgesamt { $counted }
load-nothing-came = Vom Bereich kam noch nichts
load-hours-missing = { $count ->
        [one] Gelesen bis { $time }, { $count } Stunde fehlt
       *[other] Gelesen bis { $time }, { $count } Stunden fehlen
    }
load-days-missing = { $count ->
        [one] Gelesen bis { $time }, { $count } Tag fehlt
       *[other] Gelesen bis { $time }, { $count } Tage fehlen
    }
load-rest-missing = Gelesen bis { $time }, der Rest fehlt
load-on-its-way = Der Lastgang ist unterwegs
load-rows-appear = Zeilen erscheinen hier, wie der Zähler sie sendet
load-will-be-here = Hier steht der Lastgang: was in jedem Intervall bezogen wurde, und wann
load-read-first = Erst den Zähler auslesen, er sagt, von welchem Typ er ist. Eine gespeicherte Auslesung öffnet Strg+O
load-manual = Was der Zähler hat, sagt vielleicht sein Handbuch; auf der Seite Geräteprofile ergänzen
load-not-read = Der Lastgang { $code } wurde noch nicht gelesen
load-fetches = Bereich lesen holt ihn in Abschnitten, die der Zähler verträgt; was kam, bleibt erhalten
load-read-from-meter = Vom Zähler gelesen
load-read-at = Gelesen { $time }
load-kept-in = { $read }, gespeichert in { $folder }
load-of-readout = Teil der Auslesung
load-of-file = Aus { $file }
load-no-times = Keine der { $count } Zeilen nennt ihre Zeit
load-trace-has-it = Das Leitungsprotokoll hat die Antwort, wie sie empfangen wurde
load-no-entries-within = Der Zähler hat keine Einträge von { $first } bis { $last }
load-has-none = Der Zähler hat keine Einträge
load-all-reads = Alles liest, was er hat
load-hours = Stunden
load-days = Tage
load-weeks = Wochen
load-months = Monate
load-power-within = Leistung
load-energy-within = Energie
load-times = mal { $factor }
load-week-from = Woche { $week }, ab { $day }
load-highest-of = { $name } höchstens { $value } { $unit }, bis { $time }
load-highest-of-bare = { $name } höchstens { $value }, bis { $time }
load-intervals-missing = { $name } { $count } von { $all } Intervallen fehlen
load-sums = Summen aus dem Vorhandenen
load-means = Mittel aus dem Vorhandenen
load-yesterday = Gestern
load-this-week = Diese Woche
load-last-month = Letzter Monat
load-all = Alles
load-range = Bereich
load-pick-day = Tag wählen: { $end }
load-duration-tab = Dauerlinie
load-below = Unter dem Diagramm
load-span = { $first } bis { $last }
load-sum-of-intervals = Summe der Intervalle
load-register = Register { $code }
load-sum-of = Summe { $code }
load-highest-at = { $value }, bis { $time }
load-highest = Höchster
load-compare-with = Mit dem Besuch vom { $day } vergleichen
load-agree = Sie stimmen überein
load-fits-gap = { $difference } { $unit } fehlen, passt zur Lücke
load-ratio = Um das { $ratio }-Fache verschieden, wie bei Wandlern
load-differs-missing = { $difference } { $unit } fehlen, ungeklärt
load-differs-more = { $difference } { $unit } mehr als das Register, ungeklärt
load-not-compared-yet = Noch nicht mit dem Register verglichen
load-once-earlier = Mit dem Register wird verglichen, sobald ein früherer Besuch seinen Stand hat
load-once-read = Mit dem Register wird verglichen, sobald der Zähler ausgelesen ist
load-not-compared = Nicht mit dem Register verglichen: { $reason }
load-go-to-gap = Zur Lücke
load-next-gap = Nächste Lücke
load-read-gap = Lücke noch einmal lesen
load-duration = Geordnete Dauerlinie
load-nothing-to-sort = Es gibt keine Werte zu ordnen
load-at-most = höchstens { $value }
load-full-load = so viel wie { $hours } h Volllast
load-duration-curve = Dauerlinie über { $hours } h
load-reached = { $value } oder mehr während { $hours } h, { $share } %
load-workbook = Arbeitsmappe…
load-workbook-note = .xlsx, mit Diagramm
load-csv-note = .csv, je Eintrag eine Zeile
load-json-note = .json, alles Bekannte
load-picture = Bild…
load-drawing = Zeichnung…
load-picture-note = .png, Diagramm und Tage
load-drawing-note = .svg, Diagramm und Tage
load-export-name = Lastgang exportieren…
load-lines-of = { $count } von { $all } Linien
load-choose-lines = Linien wählen
load-how-drawn = Wie gezeichnet wird
load-all-shown = Alles ist gezeigt
load-show-all = Alles zeigen
load-zoom-in = Hineinzoomen
load-zoom-out = Herauszoomen
load-show-values = Werte zeigen: { $form }
load-draw = Zeichnen
load-steps = Stufen
load-bars = Balken
load-one-for-each = Je eines für
load-interval = Intervall
load-day = Tag
load-week = Woche
load-month = Monat
load-values = Werte
load-transformers = Wandler
load-primary = Primärwerte, mal { $factor }
load-no-ratio = Die Auslesung nennt kein Verhältnis außer 1 (0.4.2, 0.4.3)
load-line = Linie
load-choose-line = Linie wählen
load-no-data = Keine Daten
load-flagged = Vom Zähler vermerkt
load-shown-above = Oben gezeigt
load-carpet = Teppich aus { $count } Tagen von { $first } bis { $last }
load-carpet-empty = Teppich ohne Tage
load-day-of-25 = { $day } hat 25 Stunden: die Stunde { $hour } steht zweimal in der Tabelle
load-day-of-23 = { $day } hat 23 Stunden: { $hour } gibt es nicht
load-no-course = Nur Intervalle unter einem halben Tag haben einen Tagesgang
load-no-known-time = Kein Eintrag hat eine bekannte Zeit
load-column-a-day = { $address }, eine Spalte je Tag, 00:00 oben
load-column-days = { $address }, eine Spalte für { $count } Tage, der größte Wert jeder Zeit, 00:00 oben
load-flagged-only-name = Nur zeigen, was der Zähler vermerkte, und Lücken
load-flagged-only = Nur Vermerktes
load-first-channels = Dies sind die ersten
load-last-channels = Dies sind die letzten
load-channels-before = Kanäle davor
load-channels-behind = Kanäle danach
load-channels-seen = Kanäle { $first } bis { $last } von { $all }
load-rows = { $count ->
        [one] { $count } Zeile
       *[other] { $count } Zeilen
    }
load-rows-of = { $count } von { $all } Zeilen
load-nothing-flagged = Der Zähler vermerkte nichts, und nichts fehlt
load-no-entries = Keine Einträge
load-entries-table = Tabelle der Einträge
load-says = Was der Zähler dazu sagt
load-empty = leer
load-missing = { $count ->
        [one] { $count } Eintrag fehlt
       *[other] { $count } Einträge fehlen
    }
load-until = bis { $time }
load-time-unknown = Zeit nicht bekannt
load-summer-first = Sommer, erste
load-summer = Sommer
load-normal-second = Winter, zweite
load-normal = Winter
load-sum-no-register = dieser Kanal gehört zu keinem Register
load-sum-no-reading = das Register wurde nicht beide Male gelesen
load-sum-no-clock = eine Auslesung nennt die Zeit der Zähleruhr nicht
load-sum-no-time-between = die zweite Ablesung ist nicht später als die erste
load-sum-went-back = das Register ging zwischen den Ablesungen zurück
load-sum-other-unit = die Einheiten von Kanal und Register passen nicht zusammen
load-sum-no-period = die Periode des Lastgangs ist nicht bekannt
load-sum-no-interval = zwischen den Ablesungen liegt kein Intervall
load-sum-head = Die Intervalle ergeben { $intervals } { $unit }, das Register zählte { $advance } { $unit } weiter
load-sum-intervals-missing = { $count ->
        [one] { $count } Intervall fehlt
       *[other] { $count } Intervalle fehlen
    }
load-sum-none-missing = kein Intervall fehlt
load-sum-agree = { $head }: sie stimmen überein
load-sum-fits = { $head }: die Differenz von { $difference } { $unit } liegt innerhalb der letzten Stelle und der { $minutes } min an den Enden
load-sum-fits-gap = { $head }: die Differenz von { $difference } { $unit } passt zu dem, was fehlt ({ $missing }, etwa { $expected } { $unit } bei mittlerer Last)
load-sum-ratio-more = { $head }, das { $ratio }-Fache: eines ist vor den Wandlern gemessen, das andere dahinter
load-sum-ratio-less = { $head }, ein { $ratio }-tel: eines ist vor den Wandlern gemessen, das andere dahinter
load-sum-differs = { $head }: die Differenz von { $difference } { $unit } ist ungeklärt ({ $missing }, { $minutes } min an den Enden)
