### The report of a visit, as it is printed.

report-kind = Visit report
report-meter-named = Meter { $meter }
report-unknown-meter-title = Unknown meter
report-date = Date
report-operator = Operator
report-order = Order
report-meter = Meter
report-mode = mode { $mode }
report-serial = Serial number
report-identification = Identification
report-manufacturer = Manufacturer
report-device-type = Device type
report-property = Property number
report-line = Line
report-profile = Device profile
report-notes = Notes
report-by-manual = ✓ from the maker's manual
report-by-telegram = seen in telegrams
report-by-tools = from other tools
report-unverified = ! unverified
report-changes = Changes
report-before = Before
report-wanted = Wanted
report-read-back = Read back
report-outcome = Outcome
report-time = Time
report-meter-clock = Meter's clock
report-computer-clock = This computer's clock
report-drift = Drift
report-after = After
report-first = First
report-last = Last
report-measured = Measured
report-clock-set-with = The clock was set with
report-commands = Commands
report-acknowledged = acknowledged by the meter
report-by-hand = Commands typed by hand
report-command = Command
report-answer = Answer
report-read-only = read only
report-readout = Data readout
report-read-at = Read at
report-block-complete = { $count ->
        [one] { $count } data set, complete
       *[other] { $count } data sets, complete
    }
report-block-cut = { $count ->
        [one] { $count } data set, ! cut short, the end is missing
       *[other] { $count } data sets, ! cut short, the end is missing
    }
report-block = Data block
report-check-correct = correct
report-check-wrong = ! wrong: the data may be damaged
report-check-none = none was sent
report-check = Block check
report-errors = Errors
report-code = Code
report-value = Value
report-problems = Problems
report-appendix = Appendix: registers read
report-address = Address
report-as-sent = As sent
report-telegram = Telegram
report-trace = Line trace
report-checksums = Checksums
report-checksums-about = SHA-256 of the files of this visit, as they were received. A file that was changed since has another one.
report-bytes = { $count } bytes
report-place-date = Place, date
report-customer = Customer
report-made-by = Made by Flagport { $version } on { $time }. Times are those of this computer where nothing else is said.
report-verified-means = Verified means that the meter acknowledged the command and, read again, holds the value that was wanted.
report-empty = empty
report-verified = verified
report-refused = refused
report-not-verified = not verified
report-unknown = unknown
report-not-sent = not sent
report-nothing-changed = Nothing was changed in the meter
report-all-written = { $count ->
        [one] The change was written, read back and found equal
       *[other] All { $count } changes were written, read back and found equal
    }
report-all-confirmed = { $count ->
        [one] The change was confirmed by the meter
       *[other] All { $count } changes were confirmed by the meter
    }
report-one-failed = The change did not come out as wanted
report-some-failed = { $open } of { $all } changes did not come out as wanted
report-one-unknown = It is unknown what came of the change
report-some-unknown = It is unknown what came of { $unknown } of { $all } changes
report-count-verified = { $count } verified by reading back
report-count-acknowledged = { $count } acknowledged, which nothing can prove
report-count-refused = { $count } refused by the meter
report-count-different = { $count } read back different
report-count-unknown = { $count } unknown
report-count-not-sent = { $count } not sent
report-clock-line = Clock: { $commands }
report-alarm = ? Unknown: read it back
report-alarm-about = It is not known whether the meter carried these commands out. Read them back before the meter is relied on.
report-title = Visit report · { $meter } · { $time }
report-unknown-meter = unknown meter
report-fast = { $amount } fast, { $about }
report-slow = { $amount } slow, { $about }
report-right = right, { $about }
report-to-the-second = to the second
report-flag = flag { $bit }
report-no-errors = none
report-commissioning = Commissioning
report-removal = Removal
report-photo-size = { $width } × { $height }, { $count } bytes
report-verdict = Verdict
report-flows = Power flows
report-seals-found = Seals found
report-seals-put = Seals put on
report-phase = Phase
report-voltage = Voltage
report-current = Current
report-angle = Angle U–I
report-power = Power
report-not-ticked = not ticked
report-point = Point
report-ticked = Ticked
report-note = Note
report-photos = Photos
report-photo-file = File in the visit
report-photo-from = Taken from
report-photo-bytes = Size
