### The first page: three steps to a readout.

start-ready = Готово к считыванию счётчика
start-put-on = Установить оптоголовку на счётчик
start-check-port = Проверить порт
start-press-read = Нажать «Считать счётчик»
start-open = Открыть…
