### The page Round: the meters of a day.

round-count = { $count } { $state }
round-head-place = Place
round-head-street = Street
round-head-serial = Serial number
round-head-state = State
round-head-remarks = Remarks
round-head-note = Note
round-head-order = Order
round-head-line = Line
round-head-port = Port
round-head-address = Device address
round-read-next = Read next
round-none-open = No meter is open any more
round-hand-over = Hand over…
round-as-zip = As a ZIP file…
round-as-folder = As a folder…
round-nothing-yet = Nothing became of any meter yet
round-handing-over = The files are being put together
round-open-list = Open a day list…
round-another-list = Another list…
round-none = No round yet
round-looking = Looking for a round
round-search-hint = Serial number, place or note
round-all = All
round-open = Open
round-to-look-at = To look at
round-which = Which meters
round-table = Table of the round
round-nothing-fits = No meter fits. Esc in the search shows all
round-choose = Choose a meter; Enter reads it
round-read = Read
round-read-again = Read again
round-tick = Tick
round-skip = Skip…
round-reopen = Reopen
round-open-visit = Open visit
round-no-access = No access
round-not-found = Meter not found
round-exchanged = Meter was exchanged
round-not-wanted = The customer does not want it
round-no-time = No time left today
round-wrong-reading = Its readout will be kept under its own number. Cancel, or go to the right meter afterwards
round-wrong-kept = Its readout is kept under its own number. The meter of the list is not ticked
round-no-serial-column = Say which column holds the serial numbers
round-no-meters = No row names a meter
round-back = Back
round-column-serial = Serial number column
round-column-place = Place column
round-column-street = Street column
round-column-port = Port column
round-column-address = Device address column
round-column-profile = Device profile column
round-column-order = Order column
round-column-note = Note column
round-not-in-list = Not in the list
round-preview = Table of what the list says
round-what-it-is = A day list from CSV or XLSX becomes a round: each meter is read, compared with its serial number, stored and ticked
round-progress = { $name } · { $done } of { $all } done
round-of-chosen = { $button }: the chosen meter
round-wrong-meter = This is meter { $told }, not { $expected }
round-is-listed = It stands in line { $line } of the list
round-is-listed-at = It stands in line { $line } of the list: { $place }
round-tick-line = Tick line { $line }
round-begin = { $count ->
    [one] Begin with { $count } meter
   *[other] Begin with { $count } meters
}
round-list = { $count ->
    [one] { $name } · { $form } · { $count } row
   *[other] { $name } · { $form } · { $count } rows
}
round-list-cut = { $count ->
    [one] { $name } · { $form } · { $count } row, and more than are read
   *[other] { $name } · { $form } · { $count } rows, and more than are read
}
round-rows-to-look-at = { $count ->
    [one] { $count } row to look at
   *[other] { $count } rows to look at
}
round-rows-left-out = { $count ->
    [one] { $count } row is left out
   *[other] { $count } rows are left out
}
round-no-serial = Line { $line }: no serial number
round-double = Line { $line }: { $serial } stands in line { $first } already
round-bad-port = Line { $line }: { $problem }. The port chosen above is used
round-bad-address = Line { $line }: the device address { $address } cannot be sent. None is
round-bad-profile = Line { $line }: no device profile { $name }. It is chosen by the meter
round-more = and { $count } more
round-menu = More for the round
round-read-all = { $count ->
    [one] Read { $count } meter over the network
   *[other] Read { $count } meters over the network
}
round-reading-all = { $done } of { $total } over the network
round-stop-all = Stop
round-stopping = Signing the meters off
round-all-are-read = When all have been read
round-nothing-to-look-at = There is nothing to look at
