### The pages, as the navigation and the pages themselves name them.

page-meter = Sayaç
page-registers = Registerlar
page-load-profile = Yük profili
page-logbook = Olay kaydı
page-clock = Saat
page-installation-check = Tesisat kontrolü
page-parameter-sets = Parametre setleri
page-visits = Ziyaretler
page-device-profiles = Cihaz profilleri
page-settings = Ayarlar
page-group-this-meter = Bu sayaç
page-group-library = Arşiv
page-round = Tur
