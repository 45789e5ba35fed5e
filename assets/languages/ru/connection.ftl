### The bar at the top: port, device address, device profile, and reading.

connection-port = Порт
connection-choose-port = Выбрать порт
connection-serial-ports = Последовательные порты
connection-simulated-meters = Имитируемые счётчики
connection-another-port = Другой порт
connection-address = Адрес прибора
connection-any-meter = Любой счётчик
connection-profile = Профиль прибора
connection-automatic = Автоматически
connection-read-meter = Считать счётчик
connection-cancelling = Отмена
connection-cancel-after-write = Отменить после записи
connection-cancel = Отменить
connection-done-of = { $done } из { $all }
