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
time-january = Januar
time-february = Februar
time-march = März
time-april = April
time-may = Mai
time-june = Juni
time-july = Juli
time-august = August
time-september = September
time-october = Oktober
time-november = November
time-december = Dezember
time-monday = Mo
time-tuesday = Di
time-wednesday = Mi
time-thursday = Do
time-friday = Fr
time-saturday = Sa
time-sunday = So
