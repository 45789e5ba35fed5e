### The page Clock, and what is said of clocks.

clock-measure = Ölç
clock-set-title = Saati ayarla
clock-synchronise = Eşitle…
clock-set = Ayarla…
clock-of-meter = Sayaç
clock-of-computer = Bu bilgisayar
clock-local-time = Yerel saat
clock-normal-time = Kış saati
