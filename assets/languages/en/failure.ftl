### Why nothing usable came, and what to check.

failure-read-before = { $cause }. What is below was read before
failure-kept = { $count ->
        [one] { $cause }. { $count } data set is kept
       *[other] { $cause }. { $count } data sets are kept
    }
failure-what-to-check = What to check
failure-again = Try again
failure-every-way = Try every way, about 60 s
failure-line-settings = Line settings…
failure-last-lines = Last lines
failure-port-closed = Port closed at { $time }
failure-save-trace = Save trace…
failure-save-trace-name = Save the last session's trace…
failure-copy = Copy
failure-copy-name = Copy the last lines
failure-line-trace = The line trace
