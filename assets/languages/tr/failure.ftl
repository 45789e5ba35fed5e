### Why nothing usable came, and what to check.

failure-meter-does-not-answer = Sayaç yanıt vermiyor
failure-seat-head-again = Optik başlığı yeniden yerleştir
failure-keep-light-off-port = Portu ışıktan koru
failure-what-to-check = Kontrol edilecekler
failure-again = Yeniden dene
