### Controls.

widget-month-before = Monat davor
widget-month-after = Monat danach
widget-sort-by = Sortieren nach { $column }
widget-ascending = aufsteigend
widget-descending = absteigend
widget-hide = Verbergen: { $field }
widget-show = Zeigen: { $field }
widget-show-in-folder = Im Ordner zeigen
widget-open = Öffnen
widget-done = erledigt
widget-under-way = läuft
widget-not-yet = noch nicht
widget-went-wrong = misslungen
widget-new = { $count } neu
widget-seating = Der Lesekopf auf dem Zähler, das Kabel nach unten, zum Klemmendeckel
widget-seating-cable = Kabel nach unten, zum Klemmendeckel
