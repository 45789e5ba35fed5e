### The pages, as the navigation and the pages themselves name them.

page-meter = Zähler
page-registers = Register
page-load-profile = Lastgang
page-logbook = Logbuch
page-clock = Uhr
page-installation-check = Anlagenprüfung
page-parameter-sets = Parametersätze
page-visits = Besuche
page-device-profiles = Geräteprofile
page-settings = Einstellungen
page-group-this-meter = Dieser Zähler
page-group-library = Ablage
page-round = Rundgang
