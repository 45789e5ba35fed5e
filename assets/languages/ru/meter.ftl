### The page Meter.

meter-save = Сохранить…
meter-compare = Сравнить…
meter-report = Отчёт…
meter-data-sets = Наборы данных
meter-serial = Серийный номер
meter-firmware = Версия ПО
meter-time = Время счётчика
meter-last-reset = Последний сброс
meter-resets = Сбросы
meter-no-errors = Ошибок нет
meter-season-normal = Зимнее время
meter-season-summer = Летнее время
meter-address = Адрес
meter-name = Название
meter-now = Сейчас
meter-unit = Единица
meter-meaning = Значение
