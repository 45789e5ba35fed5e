### The pages, as the navigation and the pages themselves name them.

page-meter = Счётчик
page-registers = Регистры
page-load-profile = Профиль нагрузки
page-logbook = Журнал событий
page-clock = Часы
page-installation-check = Проверка схемы
page-parameter-sets = Наборы параметров
page-visits = Выезды
page-device-profiles = Профили приборов
page-settings = Настройки
page-group-this-meter = Этот счётчик
page-group-library = Архив
page-round = Обход
