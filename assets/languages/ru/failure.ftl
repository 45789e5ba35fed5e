### Why nothing usable came, and what to check.

failure-meter-does-not-answer = Счётчик не отвечает
failure-seat-head-again = Переустановить оптоголовку
failure-keep-light-off-port = Заслонить порт от света
failure-what-to-check = Что проверить
failure-again = Повторить
