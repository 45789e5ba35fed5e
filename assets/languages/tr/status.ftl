### The bar at the foot.

status-link = Bağlantı
status-meter = Eldeki sayaç
status-clock = Saat sapması
status-file = Son dosya
status-staged-changes = Bekleyen değişiklikler
status-nothing-staged = Bekleyen yok
status-trace = Hat izi
status-trace-empty = Hat izi · boş
