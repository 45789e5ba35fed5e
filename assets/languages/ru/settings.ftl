### The page Settings.

settings-language = Язык
settings-language-of-computer = Как на компьютере
settings-language-in-part = { $language }, частично
settings-appearance = Вид
settings-theme = Тема
settings-files = Файлы
settings-line = Линия
settings-operator = Оператор
settings-role = Роль
