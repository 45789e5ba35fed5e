### The bar at the foot.

status-link = Связь
status-meter = Текущий счётчик
status-clock = Отклонение часов
status-file = Последний файл
status-staged-changes = Подготовленные изменения
status-nothing-staged = Изменений нет
status-trace = Протокол линии
status-trace-empty = Протокол линии · пусто
