### None

session-not-connected = Нет связи
session-cancelling = Отмена
session-asking-at = Запрос, { $baud } Бод
session-writing-at = Запись, { $baud } Бод
session-reading-at = Чтение, { $baud } Бод
session-reading = Чтение
session-signed-on = Сеанс открыт
session-reading-registers = Чтение регистров
session-writing = Запись
session-reading-clock = Чтение часов
session-setting-clock = Установка часов
session-reading-back = Контрольное чтение
session-stage-opening = Открытие порта
session-stage-waking-up = Пробуждение
session-stage-request = Запрос
session-stage-listening = Приём
session-stage-identified = Опознан
session-stage-speed = Скорость
session-stage-data-sets = Наборы данных
session-stage-block-check = Контроль блока
session-stage-signing-off = Завершение сеанса
session-signed-off = Сеанс завершён
session-damaged = Повреждено
session-cancelled = Отменено
session-no-answer = Нет ответа
session-no-port = Нет порта
session-broken-off = Прервано
session-no-meter = Нет счётчика
session-incomplete = Не полностью
session-complete = Полностью
session-step-store = Сохранение
session-data-sets = { $count ->
    [one] { $count } набор данных
    [few] { $count } набора данных
   *[other] { $count } наборов данных
}
session-check-correct = контроль блока верен
session-check-wrong = контроль блока неверен
session-no-check = нет контроля блока
session-read-at = Прочитано { $time }
