### The page Clock, and what is said of clocks.

clock-measure = Измерить
clock-set-title = Установка часов
clock-synchronise = Синхронизировать…
clock-set = Установить…
clock-of-meter = Счётчик
clock-of-computer = Этот компьютер
clock-local-time = Местное время
clock-normal-time = Зимнее время
