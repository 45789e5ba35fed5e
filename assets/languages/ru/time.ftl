### Durations and drifts.

time-clock-unknown = Часы неизвестны
time-clock-off = Часы { $drift }
time-exact = точно
time-slow = отстают на { $drift }
time-fast = спешат на { $drift }
time-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}
time-hours = { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
   *[other] { $hours } часов
}
time-minutes = { $minutes ->
    [one] { $minutes } минута
    [few] { $minutes } минуты
   *[other] { $minutes } минут
}
time-january = Январь
time-february = Февраль
time-march = Март
time-april = Апрель
time-may = Май
time-june = Июнь
time-july = Июль
time-august = Август
time-september = Сентябрь
time-october = Октябрь
time-november = Ноябрь
time-december = Декабрь
time-monday = Пн
time-tuesday = Вт
time-wednesday = Ср
time-thursday = Чт
time-friday = Пт
time-saturday = Сб
time-sunday = Вс
