### The page Parameter sets.

sets-meter = The meter
sets-maker = The maker's values
sets-meter-within = the meter
sets-maker-within = the maker's values
sets-visit = Visit { $time }
sets-nothing-read = Nothing was read yet
sets-registers = { $count ->
    [one] { $count } register
   *[other] { $count } registers
}
sets-registers-read = { $read } of { $all } registers read
sets-none-known = The profile knows none
sets-values-by = { $count ->
    [one] { $count } value by { $profile }
   *[other] { $count } values by { $profile }
}
sets-incomplete-within = incomplete
sets-being-opened = Being opened
sets-values-of = Values of
sets-swap = Swap the sides
sets-choose-first = Choose what to compare with first
sets-compared-with = Compared with
sets-end-comparison = End the comparison
sets-differences = Differences
sets-some-of = { $count } of { $all }
sets-equal-too = Equal ones too
sets-equal-too-name = Show equal registers too
sets-search-hint = Address or name
sets-meter-to-left = Put the meter on the left to take values over
sets-nothing-to-take = Nothing here can be taken over
sets-tick-first = Tick what is to be taken over first
sets-stage = { $count ->
    [one] Stage { $count } change
   *[other] Stage { $count } changes
}
sets-stage-name = Stage what is ticked
sets-tick-none = Tick none
sets-tick-all = Tick all
sets-tick-all-name = Tick all that can be taken over
sets-can-be-taken = { $count } can be taken over. Staging sends nothing
sets-from = From { $side }
sets-file-opening = The file is being opened
sets-no-registers = Nothing was read of this meter's registers yet
sets-session-ended = When the session has ended
sets-read-meter = Read the meter
sets-read-registers = { $count ->
    [one] Read { $count } register
   *[other] Read { $count } registers
}
sets-go-to-registers = Go to Registers
sets-never-writes = Opening a set never writes to a meter
sets-read-first = Read registers of a meter first
sets-meter-unknown = It is not known which meter was read
sets-save-read = Save what was read…
sets-save-incomplete = Incomplete: { $read } of { $all } registers were read
sets-open-set = Open a set…
sets-nothing-differs = Nothing differs
sets-nothing-fits = Nothing that differs fits the search. Esc clears it
sets-choose = Choose
sets-a-file = A file…
sets-part-settings = Settings that differ
sets-part-only-in = Only in { $side }
sets-part-identity = Identity: tells this meter apart
sets-part-volatile = Changes by itself
sets-part-never-copy = Never copied
sets-part-unlisted = Not in the profile
sets-part-same = The same
sets-staged = Staged
sets-not-read = Not read
sets-differs = Differs
sets-not-taken = Not taken: { $reason }
sets-same = Same
sets-one-side = One side only
sets-as-expected = As expected
sets-other-profile = Other device profile: { $left } and { $right }
sets-other-type = Other type of meter: { $left } and { $right }
sets-other-firmware = Other firmware: { $left } and { $right }
sets-meter-incomplete = Not all registers of the meter were read
sets-side-incomplete = Not all registers were read when { $side } was saved
sets-side-file = the file
sets-side-visit = the earlier visit
sets-other-profile-note = An address may mean something else there
sets-other-type-note = Take over only what is known to be equal in both types
sets-other-firmware-note = Limits and meanings may have changed between them
sets-incomplete-note = What is missing shows up on one side only
sets-difference-table = Table of differences
sets-address = Address
sets-name = Name
sets-state = State
sets-take-over = Take over { $address }
sets-copy-row = Copy the row
sets-row = The row
sets-not-listed = Saved sets cannot be listed
sets-what-for = Save what was read of a meter, or open a file. Then compare it with this meter and take over what you tick
sets-none-yet = No parameter sets yet
sets-table = Table of parameter sets
sets-column-saved = Saved
sets-column-serial = Serial number
sets-column-profile = Device profile
sets-column-by = By
sets-unreadable = Unreadable: { $reason }
sets-complete = Complete
sets-incomplete = Incomplete
sets-compare = Compare
sets-open-folder = Open folder
