### None

session-not-connected = Bağlı değil
session-cancelling = İptal ediliyor
session-asking-at = Soruluyor, { $baud } Bd
session-writing-at = Yazılıyor, { $baud } Bd
session-reading-at = Okunuyor, { $baud } Bd
session-reading = Okunuyor
session-signed-on = Oturum açık
session-reading-registers = Registerlar okunuyor
session-writing = Yazılıyor
session-reading-clock = Saat okunuyor
session-setting-clock = Saat ayarlanıyor
session-reading-back = Geri okunuyor
session-stage-opening = Port açılıyor
session-stage-waking-up = Uyandırma
session-stage-request = İstek
session-stage-listening = Dinleme
session-stage-identified = Tanındı
session-stage-speed = Hız
session-stage-data-sets = Veri setleri
session-stage-block-check = Blok kontrolü
session-stage-signing-off = Oturum kapatma
session-signed-off = Oturum kapandı
session-damaged = Hasarlı
session-cancelled = İptal edildi
session-no-answer = Yanıt yok
session-no-port = Port yok
session-broken-off = Kesildi
session-no-meter = Sayaç yok
session-incomplete = Eksik
session-complete = Tam
session-step-store = Ziyareti kaydet
session-data-sets = { $count ->
    [one] { $count } veri seti
   *[other] { $count } veri seti
}
session-check-correct = blok kontrolü doğru
session-check-wrong = blok kontrolü yanlış
session-no-check = blok kontrolü yok
session-read-at = Okundu { $time }
