### The bar at the foot.

status-link = Link
status-meter = Meter at hand
status-clock = Clock drift
status-file = Last file
status-staged-changes = Staged changes
status-opens-review = Opens the review
status-nothing-staged = Nothing staged
status-staged = { $count ->
    [one] { $count } change staged
   *[other] { $count } changes staged
}
status-trace-empty = Line trace · empty
status-trace-lines = { $count ->
    [one] Line trace · { $count } line
   *[other] Line trace · { $count } lines
}
status-trace = Line trace
status-trace-key = Ctrl+T
