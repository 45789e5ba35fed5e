### The page Settings.

settings-language = Dil
settings-language-of-computer = Bilgisayarla aynı
settings-language-in-part = { $language }, kısmen
settings-appearance = Görünüm
settings-theme = Tema
settings-files = Dosyalar
settings-line = Hat
settings-operator = Operatör
settings-role = Rol
