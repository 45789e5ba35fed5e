### The page Registers.

registers-read-only = Только чтение
registers-state-not-read = Не прочитан
registers-state-as-read = Как прочитано
registers-state-hidden = Скрыт
registers-state-staged = Подготовлен
registers-state-verified = Проверено
registers-state-refused = Отклонено
registers-state-not-verified = Не подтверждено
registers-state-unknown = Неизвестно
registers-state-writing = Запись
registers-state-reading-back = Контрольное чтение
registers-not-sent = Не отправлено
registers-column-address = Адрес
registers-column-name = Название
registers-column-state = Состояние
registers-read-all = Прочитать все
registers-close = Закрыть
