### Durations and drifts.

time-clock-unknown = Clock unknown
time-clock-off = Clock { $drift }
time-exact = exact
time-slow = { $drift } slow
time-fast = { $drift } fast
time-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
time-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
time-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
time-january = January
time-february = February
time-march = March
time-april = April
time-may = May
time-june = June
time-july = July
time-august = August
time-september = September
time-october = October
time-november = November
time-december = December
time-monday = Mo
time-tuesday = Tu
time-wednesday = We
time-thursday = Th
time-friday = Fr
time-saturday = Sa
time-sunday = Su
