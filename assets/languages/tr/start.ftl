### The first page: three steps to a readout.

start-ready = Sayaç okumaya hazır
start-put-on = Optik başlığı sayaca tak
start-check-port = Portu kontrol et
start-press-read = Sayacı oku düğmesine bas
start-open = Aç…
