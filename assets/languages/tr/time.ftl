### Durations and drifts.

time-clock-unknown = Saat bilinmiyor
time-clock-off = Saat { $drift }
time-exact = tam
time-slow = { $drift } geri
time-fast = { $drift } ileri
time-days = { $days ->
    [one] { $days } gün
   *[other] { $days } gün
}
time-hours = { $hours ->
    [one] { $hours } saat
   *[other] { $hours } saat
}
time-minutes = { $minutes ->
    [one] { $minutes } dakika
   *[other] { $minutes } dakika
}
time-january = Ocak
time-february = Şubat
time-march = Mart
time-april = Nisan
time-may = Mayıs
time-june = Haziran
time-july = Temmuz
time-august = Ağustos
time-september = Eylül
time-october = Ekim
time-november = Kasım
time-december = Aralık
time-monday = Pt
time-tuesday = Sa
time-wednesday = Ça
time-thursday = Pe
time-friday = Cu
time-saturday = Ct
time-sunday = Pz
