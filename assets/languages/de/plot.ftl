### The plot of a load profile: marks, gaps and what stands beside the cursor.

plot-no-data = { $count ->
        [one] Keine Daten, { $count } Eintrag
       *[other] Keine Daten, { $count } Einträge
    }
plot-clock-forward = Uhr vor { $day }
plot-clock-back = Uhr zurück { $day }
plot-power-failures = { $count ->
        [one] { $count } Spannungsausfall
       *[other] { $count } Spannungsausfälle
    }
plot-flagged = { $count } vermerkt
plot-gaps = { $count ->
        [one] { $count } Lücke
       *[other] { $count } Lücken
    }
plot-clock-changes = { $count ->
        [one] { $count } Zeitumstellung
       *[other] { $count } Zeitumstellungen
    }
plot-more = und { $count } weitere
plot-go-to = Gehe zu: { $what }
plot-from = Von { $time }
plot-to = bis { $time }
