### The page Load profile: plot, days, duration, table and checks.

load-from = From
load-to = To
load-read = Read range
load-read-name = Read the range
load-no-entries-yet = There are no entries
load-table-name = Show the entries as a table
load-table = Table
load-continue = Continue
load-continue-name = Continue reading
load-session-ended = When the session has ended
load-read-meter-name = Read this meter
load-go-to-profiles = Go to device profiles
load-to-show = Load profile to show
load-entries = { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
load-not-read-short = not read
load-oldest = the oldest
load-newest = the newest
load-channels = { $count ->
        [one] { $count } channel
       *[other] { $count } channels
    }
load-entries-of = { $count } of { $all } entries
load-one-day = 1 day
load-as-sent = As sent
load-power = Power
load-energy = Energy
load-derived = from register readings
load-no-value = no value
load-no-status = No status sent
load-status-nothing = Status { $status }, nothing flagged
load-summer-within = summer time
load-normal-within = normal time
load-mean-of-hour = Several intervals share a pixel: the pale range reaches from the lowest to the highest of them, the line is the mean of each hour. Zoom in to see each interval
load-mean-of-day = Several intervals share a pixel: the pale range reaches from the lowest to the highest of them, the line is the mean of each day. Zoom in to see each interval
load-mean-of-week = Several intervals share a pixel: the pale range reaches from the lowest to the highest of them, the line is the mean of each week. Zoom in to see each interval
load-mean-of-month = Several intervals share a pixel: the pale range reaches from the lowest to the highest of them, the line is the mean of each month. Zoom in to see each interval
load-means-by-hour = means by hour
load-means-by-day = means by day
load-means-by-week = means by week
load-means-by-month = means by month
load-hours-of = { $part } of { $all } h
load-hours-of-days = { $part } h of { $all } days
load-days-of-one = { $part } of 1 day
load-days-of = { $part } of { $all } days
load-plot = Load profile { $code } from { $first } to { $last }
load-plot-between = { $plot }, { $name } between { $least } and { $most } { $unit }
load-plot-without = { $plot }, { $name } without a value
load-plot-in-all = { $plot }, { $counted } in all
load-nothing-came = Nothing of the range came yet
load-hours-missing = { $count ->
        [one] Read up to { $time }, { $count } hour is missing
       *[other] Read up to { $time }, { $count } hours are missing
    }
load-days-missing = { $count ->
        [one] Read up to { $time }, { $count } day is missing
       *[other] Read up to { $time }, { $count } days are missing
    }
load-rest-missing = Read up to { $time }, the rest is missing
load-on-its-way = The load profile is on its way
load-rows-appear = Rows appear here as the meter sends them
load-will-be-here = The load profile will be here: what was drawn in each interval, and when
load-read-first = Read the meter first, it tells which type it is. A saved readout opens with Ctrl+O
load-manual = What the meter has may be told by its manual; add it on the page Device profiles
load-not-read = The load profile { $code } was not read yet
load-fetches = Read range fetches it in windows that the meter can bear; what came is kept
load-read-from-meter = Read from the meter
load-read-at = Read { $time }
load-kept-in = { $read }, kept in { $folder }
load-of-readout = Part of the readout
load-of-file = From { $file }
load-no-times = None of the { $count } rows tells its time
load-trace-has-it = The line trace has the answer as it was received
load-no-entries-within = The meter has no entries from { $first } to { $last }
load-has-none = The meter has no entries
load-all-reads = All reads whatever it has
load-hours = Hours
load-days = Days
load-weeks = Weeks
load-months = Months
load-power-within = power
load-energy-within = energy
load-times = times { $factor }
load-week-from = Week { $week }, from { $day }
load-highest-of = { $name } highest { $value } { $unit }, to { $time }
load-highest-of-bare = { $name } highest { $value }, to { $time }
load-intervals-missing = { $name } { $count } of { $all } intervals missing
load-sums = Sums of what is there
load-means = Means of what is there
load-yesterday = Yesterday
load-this-week = This week
load-last-month = Last month
load-all = All
load-range = Range
load-pick-day = Pick the day: { $end }
load-duration-tab = Duration
load-below = Below the plot
load-span = { $first } to { $last }
load-sum-of-intervals = Sum of the intervals
load-register = Register { $code }
load-sum-of = Sum of { $code }
load-highest-at = { $value }, to { $time }
load-highest = Highest
load-compare-with = Compare with the visit of { $day }
load-agree = They agree
load-fits-gap = { $difference } { $unit } missing, fits the gap
load-ratio = { $ratio } times apart, like transformers
load-differs-missing = { $difference } { $unit } missing, not explained
load-differs-more = { $difference } { $unit } more than the register, not explained
load-not-compared-yet = Not compared with the register yet
load-once-earlier = The register is compared once an earlier visit has its reading
load-once-read = The register is compared once the meter is read out
load-not-compared = Not compared with the register: { $reason }
load-go-to-gap = Go to gap
load-next-gap = Next gap
load-read-gap = Read gap again
load-duration = Load duration
load-nothing-to-sort = There are no values to sort
load-at-most = at most { $value }
load-full-load = as much as { $hours } h at full load
load-duration-curve = Load duration curve of { $hours } h
load-reached = { $value } or more for { $hours } h, { $share } %
load-workbook = Workbook…
load-workbook-note = .xlsx, with a chart
load-csv-note = .csv, one row an entry
load-json-note = .json, all that is known
load-picture = Picture…
load-drawing = Drawing…
load-picture-note = .png, plot and days
load-drawing-note = .svg, plot and days
load-export-name = Export the load profile…
load-lines-of = { $count } of { $all } lines
load-choose-lines = Choose the lines
load-how-drawn = How it is drawn
load-all-shown = All is shown
load-show-all = Show all
load-zoom-in = Zoom in
load-zoom-out = Zoom out
load-show-values = Show values: { $form }
load-draw = Draw
load-steps = Steps
load-bars = Bars
load-one-for-each = One for each
load-interval = Interval
load-day = Day
load-week = Week
load-month = Month
load-values = Values
load-transformers = Transformers
load-primary = Primary values, times { $factor }
load-no-ratio = The readout tells no ratio other than 1 (0.4.2, 0.4.3)
load-line = Line
load-choose-line = Choose line
load-no-data = No data
load-flagged = Flagged by the meter
load-shown-above = Shown above
load-carpet = Carpet of { $count } days from { $first } to { $last }
load-carpet-empty = Carpet without days
load-day-of-25 = { $day } has 25 hours: the hour { $hour } is shown twice in the table
load-day-of-23 = { $day } has 23 hours: there is no { $hour }
load-no-course = Only intervals of less than half a day have a course of the day
load-no-known-time = No entry has a time that is known
load-column-a-day = { $address }, one column a day, 00:00 on top
load-column-days = { $address }, one column for { $count } days, the largest value of each time, 00:00 on top
load-flagged-only-name = Show only what the meter flagged, and gaps
load-flagged-only = Flagged only
load-first-channels = These are the first
load-last-channels = These are the last
load-channels-before = Channels before
load-channels-behind = Channels behind
load-channels-seen = Channels { $first } to { $last } of { $all }
load-rows = { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }
load-rows-of = { $count } of { $all } rows
load-nothing-flagged = The meter flagged nothing, and nothing is missing
load-no-entries = No entries
load-entries-table = Table of entries
load-says = What the meter says of it
load-empty = empty
load-missing = { $count ->
        [one] { $count } entry missing
       *[other] { $count } entries missing
    }
load-until = to { $time }
load-time-unknown = Time not known
load-summer-first = Summer, first
load-summer = Summer
load-normal-second = Normal, second
load-normal = Normal
load-sum-no-register = this channel belongs to no register
load-sum-no-reading = the register was not read at both times
load-sum-no-clock = a readout does not tell the time of the meter's clock
load-sum-no-time-between = the second reading is not later than the first
load-sum-went-back = the register went back between the readings
load-sum-other-unit = the units of the channel and the register do not fit together
load-sum-no-period = the period of the load profile is not known
load-sum-no-interval = there is no interval between the readings
load-sum-head = The intervals add up to { $intervals } { $unit }, the register advanced by { $advance } { $unit }
load-sum-intervals-missing = { $count ->
        [one] { $count } interval is missing
       *[other] { $count } intervals are missing
    }
load-sum-none-missing = no interval is missing
load-sum-agree = { $head }: they agree
load-sum-fits = { $head }: the difference of { $difference } { $unit } lies within the last digit and the { $minutes } min at the ends
load-sum-fits-gap = { $head }: the difference of { $difference } { $unit } fits what is missing ({ $missing }, about { $expected } { $unit } at the mean load)
load-sum-ratio-more = { $head }, { $ratio } times as much: one of them is measured in front of the transformers, the other behind
load-sum-ratio-less = { $head }, { $ratio } times less: one of them is measured in front of the transformers, the other behind
load-sum-differs = { $head }: the difference of { $difference } { $unit } is not explained ({ $missing }, { $minutes } min at the ends)
