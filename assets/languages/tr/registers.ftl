### The page Registers.

registers-read-only = Salt okunur
registers-state-not-read = Okunmadı
registers-state-as-read = Okunduğu gibi
registers-state-hidden = Gizli
registers-state-staged = Bekliyor
registers-state-verified = Doğrulandı
registers-state-refused = Reddedildi
registers-state-not-verified = Doğrulanmadı
registers-state-unknown = Bilinmiyor
registers-state-writing = Yazılıyor
registers-state-reading-back = Geri okunuyor
registers-not-sent = Gönderilmedi
registers-column-address = Adres
registers-column-name = Ad
registers-column-state = Durum
registers-read-all = Tümünü oku
registers-close = Kapat
