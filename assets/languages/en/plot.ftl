### The plot of a load profile: marks, gaps and what stands beside the cursor.

plot-no-data = { $count ->
        [one] No data, { $count } entry
       *[other] No data, { $count } entries
    }
plot-clock-forward = Clock forward { $day }
plot-clock-back = Clock back { $day }
plot-power-failures = { $count ->
        [one] { $count } power failure
       *[other] { $count } power failures
    }
plot-flagged = { $count } flagged
plot-gaps = { $count ->
        [one] { $count } gap
       *[other] { $count } gaps
    }
plot-clock-changes = { $count ->
        [one] { $count } clock change
       *[other] { $count } clock changes
    }
plot-more = and { $count } more
plot-go-to = Go to: { $what }
plot-from = From { $time }
plot-to = to { $time }
