### The bar at the top: port, device address, device profile, and reading.

connection-port = Port
connection-choose-port = Port seç
connection-serial-ports = Seri portlar
connection-simulated-meters = Simüle sayaçlar
connection-another-port = Başka port
connection-address = Cihaz adresi
connection-any-meter = Herhangi bir sayaç
connection-profile = Cihaz profili
connection-automatic = Otomatik
connection-read-meter = Sayacı oku
connection-cancelling = İptal ediliyor
connection-cancel-after-write = Yazmadan sonra iptal et
connection-cancel = İptal et
connection-done-of = { $done } / { $all }
