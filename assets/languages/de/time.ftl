### Durations and drifts.

time-clock-unknown = Uhr unbekannt
time-clock-off = Uhr { $drift }
time-exact = genau
time-slow = { $drift } nach
time-fast = { $drift } vor
time-days = { $days ->
        [one] { $days } Tag
       *[other] { $days } Tage
    }
time-hours = { $hours ->
        [one] { $hours } Stunde
       *[other] { $hours } Stunden
    }
time-minutes = { $minutes ->
        [one] { $minutes } Minute
       *[other] { $minutes } Minuten
    }
