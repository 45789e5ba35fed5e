### The page Installation check.

installation-empty = The phasor diagram will be here, with a verdict for each phase
installation-empty-read = Read meter fetches voltages, currents and angles with the readout
installation-empty-registers = Read again asks for them in programming mode
installation-empty-no-registers = The device profile names no registers to ask for them either
installation-empty-readout = The readout holds no voltages and currents
installation-live-now = Live: the values are read over and over
installation-reading = Reading
installation-not-checked = Not checked yet
installation-by-power = Judged by its power; the meter tells no angle
installation-correct = Correct
installation-incomplete = Incomplete
installation-doubtful = To be looked at
installation-faulty = Faulty
installation-correct-note = Every phase carries load, and nothing speaks against the wiring
installation-no-load-note = Nothing wrong is seen so far. Switch on a load there, then read again
installation-not-told = not told
installation-none = none
installation-phase-order = Phase order
installation-voltages = Voltages within 10 %
installation-frequency = Frequency
installation-direction = Energy direction of every phase
installation-sum = Sum of phases and total
installation-neutral = Neutral current
installation-import = import
installation-no-load = no load
installation-angles = Angles clockwise from U1
installation-angles-assumed = Voltage angles assumed
installation-voltage = Voltage
installation-current = Current
installation-flow = Power flows now
installation-flow-unknown = Not known
installation-flow-import = From the grid
installation-flow-feed-in = Into the grid
installation-connection = Connection
installation-automatic = Automatic
installation-four-wires = 4 wires
installation-three-wires = 3 wires
installation-one-phase = 1 phase
installation-busy = A session is under way
installation-no-port = Choose a port first
installation-read-first = Read the meter first, so that its registers are known
installation-password = Registers of this type are read with a password; read them on the page Registers
installation-read-again = Read again
installation-live = Live
installation-report = Report…
installation-nothing-to-report = There is nothing to report yet
installation-stop = Stop
installation-angle = Angle U–I
installation-power = Power
installation-factor = Factor
installation-part = Part
installation-check = Check
installation-commissioning = Commissioning
installation-removal = Removal
installation-note = Note
installation-seals-found = Seals found
installation-seals-put-on = Seals put on
installation-notes = Notes
installation-pictures = Pictures are copied into the visit: PNG, JPEG, WebP or GIF
installation-attach = Attach…
installation-store = Store in visits
installation-nothing-noted = Nothing is ticked or noted yet
installation-list-read-first = Read the meter first, so that the list is kept for it
installation-past = This list is part of a visit and stays as it is
installation-no-serial = This meter tells no serial number: what is noted here is shown for every meter of its type
installation-read-at = Read { $time }
installation-inductive = inductive
installation-capacitive = capacitive
installation-resistive = resistive
installation-import-behind = Import, { $kind }, current { $degrees }° behind its voltage
installation-import-ahead = Import, { $kind }, current { $degrees }° ahead of its voltage
installation-feeds-in-behind = Feeds in, { $kind }, current { $degrees }° behind its voltage
installation-feeds-in-ahead = Feeds in, { $kind }, current { $degrees }° ahead of its voltage
installation-unloaded = { $count ->
    [one] Incomplete: { $lines } carries no load
   *[other] Incomplete: { $lines } carry no load
}
installation-incomplete-by = Incomplete: { $finding }
installation-more-below = { $count ->
    [one] { $advice }. There is 1 more finding below
   *[other] { $advice }. There are more findings below
}
installation-incomplete-too = { $count ->
    [one] { $advice }. The check is incomplete as well: { $lines } carries no load
   *[other] { $advice }. The check is incomplete as well: { $lines } carry no load
}
installation-and = { $first } and { $last }
installation-of-assumed = { $range } of { $nominal } V, assumed
installation-of = { $range } of { $nominal } V
installation-against = { $lines } against its voltage
installation-phasor = { $line } current { $degrees }° behind its voltage
installation-no-phasor = { $line } no current
installation-diagram = Phasor diagram: { $phasors }
installation-expected = I{ $number } expected
installation-no-live = The profile { $profile } names no registers to read over and over
installation-ticked = { $done } of { $of } points ticked
installation-note-on = Note on { $point }
installation-photos = { $count ->
    [one] 1 photo
   *[other] { $count } photos
}
installation-drop-photo = Take off { $name }
installation-unreadable = What was noted before cannot be read, and is left as it is: { $reason }
installation-stop-live = Stop live values
