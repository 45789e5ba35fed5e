### The page Logbook.

logbook-column-time = Time
logbook-column-event = Event
logbook-column-status = Status
logbook-column-season = Season
logbook-column-beside = Beside it
logbook-password-asked = The password is asked for
logbook-read = Read log
logbook-read-name = Read the log
logbook-when-read = When a log was read
logbook-export = Export…
logbook-export-name = Export the log…
logbook-to-show = Logbook to show
logbook-whole = Whole log
logbook-from-to = From–to
logbook-since-visit = Since last visit
logbook-what-to-read = What to read
logbook-since = from { $time }
logbook-from = From
logbook-to = To
logbook-continue = Continue
logbook-continue-name = Continue reading the log
logbook-problems = { $count ->
        [one] { $count } problem
       *[other] { $count } problems
    }
logbook-problems-name = List what is odd about the log
logbook-kind-power = Power
logbook-show-power = Show power ({ $count })
logbook-kind-clock = Clock
logbook-show-clock = Show clock ({ $count })
logbook-kind-reset = Reset
logbook-show-reset = Show reset ({ $count })
logbook-kind-faults = Faults
logbook-show-faults = Show faults ({ $count })
logbook-kind-settings = Settings
logbook-show-settings = Show settings ({ $count })
logbook-kind-other = Other
logbook-show-other = Show other ({ $count })
logbook-nothing-flagged = Nothing is flagged
logbook-search-hint = Time, event, status or value
logbook-entries = { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
logbook-some-of = { $shown } of { $all }
logbook-table = Table of log entries
logbook-copy-status = Copy the status
logbook-the-status = The status
logbook-none-fits = No entry fits. Esc in the search and the kinds above show all
logbook-choose = Choose an entry to see all that the meter sent with it
logbook-in-load-profile = Show in load profile
logbook-line = Line { $line }
logbook-status = Status { $status }
logbook-read-at = read { $time }
logbook-of-file = from { $file }
logbook-span = { $first } to { $last }
logbook-not-read-yet = not read yet
logbook-elsewhere = A page of the meter or a profile of your own may know more
logbook-appear-here = Entries appear here when the meter has answered
logbook-fetches = Read log fetches it through the port. Reading changes nothing in the meter
logbook-not-read = The logbook { $code } was not read yet
logbook-will-be-here = The events that the meter has written down will be here
logbook-empty = The log is empty: the meter has nothing to tell
logbook-empty-asked = It was asked for all of it and answered without an entry
logbook-empty-range = The meter has no entries in this range
logbook-whole-asks = Whole log asks for all that it has
logbook-broke-off = The log is not whole. The answer broke off; what came is kept
logbook-requests-done = The log is not whole. { $done } of { $all } requests are done; what came is kept
logbook-problem = Line { $line }: { $problem }
