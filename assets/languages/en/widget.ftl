### Controls.

widget-month-before = Month before
widget-month-after = Month after
widget-sort-by = Sort by { $column }
widget-ascending = ascending
widget-descending = descending
widget-hide = Hide: { $field }
widget-show = Show: { $field }
widget-show-in-folder = Show in folder
widget-open = Open
widget-done = done
widget-under-way = under way
widget-not-yet = not yet
widget-went-wrong = went wrong
widget-new = { $count } new
widget-seating = The head on the meter, its cable down, towards the terminal cover
widget-seating-cable = Cable down, towards the terminal cover
