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
