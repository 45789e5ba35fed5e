### The line trace at the foot of the window.

trace-close = Close the line trace
trace-save = Save the line trace…
trace-copy = Copy the line trace
trace-text = Text
trace-hex = Hex
trace-follow = Follow
trace-nothing-yet = nothing went over the line yet
trace-lines = { $count ->
        [one] { $count } line · passwords are masked
       *[other] { $count } lines · passwords are masked
    }
trace-bytes = { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
trace-close-details = Close the details of the line
trace-no-name = No name is known
trace-out = out
trace-in = in
trace-echo = in, echo of the head
trace-line = line
