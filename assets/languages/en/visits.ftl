### The page Visits: the readouts and the changes that are kept.

visits-not-listed-because = { $reason }. Check the folder, then come back to this page
visits-not-listed = The visits cannot be listed
visits-looking = Looking for visits
visits-stored-by-itself = Each readout is stored by itself, whole or broken off
visits-none-yet = No visits yet
visits-read-a-meter = Read a meter
visits-session-ended = When the session has ended
visits-readouts = Readouts
visits-changes = Changes
visits-open-file = Open a file…
visits-read-first = Read a meter first
visits-report = Report…
visits-report-name = Report of this visit…
visits-count = { $count ->
    [one] { $count } visit
   *[other] { $count } visits
}
visits-some-of = { $count } of { $all }
visits-search-hint = Serial number, type or port
visits-from-hint = From, 2026-11
visits-to-hint = To, 2026-11-22
visits-date-hint = Type a year, a month or a day, such as 2026-11-22. Until then all are shown
visits-table = Table of visits
visits-none-fits = No visit fits. Esc in the search shows all
visits-column-read = Read
visits-column-serial = Serial number
visits-column-meter = Meter
visits-column-what = What
visits-column-state = State
visits-column-took = Took
visits-column-port = Port
visits-complete = Complete
visits-damaged = Damaged
visits-unreadable = Unreadable
visits-open = Open
visits-compare-shown = Compare with the readout shown
visits-compare = Compare
visits-save-copy = Save a copy as…
visits-open-folder = Open folder
visits-copy-path = Copy path
visits-path-of-visit = The path of the visit
visits-choose = Choose a visit; Enter opens it
visits-deed-of-chosen = { $deed }: the chosen visit
visits-journal-unreadable = The journal cannot be read
visits-reading-journal = Reading the journal
visits-changes-explained = Each command that changes a meter is written down before it is sent, and completed when it is read back
visits-no-changes = Nothing was changed yet
visits-change-search-hint = Meter, register, value or name
visits-only-this-meter-name = Show only changes of this meter
visits-only-this-meter = Only this meter
visits-change-count = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
visits-change-table = Table of changes
visits-copy-row = Copy the row
visits-row = The row
visits-copy-command = Copy the command
visits-command = The command
visits-no-change-fits = No change fits. Esc in the search shows all
visits-column-time = Time
visits-column-register = Register
visits-column-old = Old
visits-column-new = New
visits-column-outcome = Outcome
visits-column-who = Who
visits-column-read-back = Read back
visits-under-way = Under way
visits-unknown = Unknown
visits-verified = Verified
visits-refused = Refused
visits-not-verified = Not verified
visits-not-sent = Not sent
visits-choose-change = Choose a change to see its command
visits-change-at = at { $port }
visits-change-ended = at { $port }, ended { $time }
