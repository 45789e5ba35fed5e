### The page Meter.

meter-save = Kaydet…
meter-compare = Karşılaştır…
meter-report = Rapor…
meter-data-sets = Veri setleri
meter-serial = Seri numarası
meter-firmware = Aygıt yazılımı
meter-time = Sayaç saati
meter-last-reset = Son sıfırlama
meter-resets = Sıfırlamalar
meter-no-errors = Hata yok
meter-season-normal = Kış saati
meter-season-summer = Yaz saati
meter-address = Adres
meter-name = Ad
meter-now = Şimdi
meter-unit = Birim
meter-meaning = Anlamı
