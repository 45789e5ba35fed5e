### The page Device profiles.

profiles-load-profiles = Load profiles
profiles-logbooks = Logbooks
profiles-which-meters = Which meters
profiles-fits = Fits
profiles-fits-any = Any meter that no other profile fits better
profiles-makers = Makers
profiles-identification = Identification begins with
profiles-known-by = Known by
profiles-line = Line
profiles-wake-up = Wake-up
profiles-begins-at = Begins at
profiles-switch-delay = Delay of the switch
profiles-request = Request text
profiles-block-check = Block check
profiles-programming = Programming mode
profiles-spoken = Spoken
profiles-reads-out-only = Nothing is known: this profile only reads out
profiles-option-select = Option select
profiles-reads-with = Reads with
profiles-writes-with = Writes with
profiles-in-blocks = { $command }, in blocks of { $size } characters
profiles-reading-needs = Reading needs
profiles-level = Level { $level }
profiles-level-named = Level { $level }, { $name }
profiles-at-level = { $condition }, level { $level }
profiles-wrong-passwords = Wrong passwords
profiles-ends-by-itself = Ends by itself
profiles-after-silence = after { $seconds } s of silence
profiles-refusal = Refusal { $answer }
profiles-at-a-time = { $command }, { $count } at a time
profiles-address-as = { $address } as { $form }
profiles-read-from = Read from
profiles-set-by = Set by
profiles-cannot-be-set = It cannot be set
profiles-in-one-command = { $parts }, in one command
profiles-one-after-other = { $parts }, one after the other
profiles-setting-needs = Setting needs
profiles-synchronise-limit = up to { $limit } s, the measuring period goes on
profiles-only-synchronises = Only synchronises
profiles-measuring-period = Measuring period
profiles-setting = Setting
profiles-commands = Commands
profiles-then = { $first }, then { $second }
profiles-needs-level = { $words } Needs level { $level }.
profiles-not-again = { $words } Not again for { $minutes } min.
profiles-not-undone = Cannot be undone
profiles-records-a-block = { $count ->
    [one] { $words }, { $count } record a block
   *[other] { $words }, { $count } records a block
}
profiles-bits = Status and error bits
profiles-status-bit = Status bit { $bit }
profiles-error-bit = Error bit { $bit }
profiles-error-register = Error register
profiles-where-from = Where it is from
profiles-verified = Verified
profiles-source = Source
profiles-by-manual = Manual
profiles-by-telegram = Telegram
profiles-by-tools = Other tools
profiles-unverified = Unverified
profiles-by-manual-full = Read in the maker's manual or an official specification
profiles-by-telegram-full = Seen in a published telegram
profiles-by-tools-full = Seen in the code of other tools only
profiles-unverified-full = Nothing confirms it yet
profiles-any-meter = Any meter
profiles-any-maker = Any maker
profiles-no-registers = no registers
profiles-register-count = { $count ->
    [one] { $count } register
   *[other] { $count } registers
}
profiles-wake-standard = Standard, about 4 s of zeros
profiles-wake-short = Short, 40 characters
profiles-no-check = None
profiles-no-password = no password
profiles-by-p1 = plain, by P1
profiles-by-p2-elster = by P2, Elster's running sum
profiles-by-p2-crc = by P2, CRC-32
profiles-in-every-write = in every write command
profiles-lock-closed = written to the lock register { $address }, closed by { $closing }
profiles-lock = written to the lock register { $address }
profiles-length-characters = { $length } characters
profiles-length-range-characters = { $least } to { $most } characters
profiles-length-digits = { $length } digits
profiles-length-range-digits = { $least } to { $most } digits
profiles-length-hex = { $length } hex digits
profiles-length-range-hex = { $least } to { $most } hex digits
profiles-length-upper = { $length } upper case letters and digits
profiles-length-range-upper = { $least } to { $most } upper case letters and digits
profiles-then-locked-unknown = { $count ->
    [one] { $count } wrong one, then locked, it is not known for how long
   *[other] { $count } wrong ones, then locked, it is not known for how long
}
profiles-then-locked = { $count ->
    [one] { $count } wrong one, then locked for { $time }
   *[other] { $count } wrong ones, then locked for { $time }
}
profiles-cover-open = Cover open
profiles-button-pressed = Button pressed
profiles-switch = Switch
profiles-seal-broken = Seal broken
profiles-changes-counted = Changes are counted
profiles-before-changes = Before changes
profiles-range-all = all of it at once
profiles-range-minutes = a range, sYYMMDDhhmm
profiles-range-seconds = a range, sYYMMDDhhmmss
profiles-range-mass = a range, yy-mm-dd,hh:mm
profiles-range-day = a day at a time
profiles-range-month = a month at a time
profiles-range-days-back = days counted back from today
profiles-range-positions = positions and times
profiles-range-packets = days, in packets of 64 bytes
profiles-rows-vdew = rows without times behind a header
profiles-rows-events = events with values
profiles-rows-mass = a time and values with commas
profiles-rows-intervals = names and values, a line for each interval
profiles-rows-tariffs = names and values, a line for each tariff
profiles-rows-columns = one group for each column
profiles-rows-packed = packed digits
profiles-hidden = Hidden, level { $level }
profiles-up-to-characters = Up to { $most } characters
profiles-up-to-digits = Up to { $most } digits
profiles-up-to-hex = Up to { $most } hex digits
profiles-up-to-upper = Up to { $most } upper case
profiles-number-range = { $least } to { $most }
profiles-number-from = { $least } or more
profiles-number-up-to = Up to { $most }
profiles-number = Number
profiles-choices = { $count ->
    [one] { $count } choice
   *[other] { $count } choices
}
profiles-flags = { $count ->
    [one] { $count } flag
   *[other] { $count } flags
}
profiles-flag-identity = identity
profiles-flag-never-copied = never copied
profiles-new-title = A new profile
profiles-fault-place = Line { $line }, column { $column }: { $fault }
profiles-not-saved = Not saved
profiles-broken = Broken
profiles-spoken-own = { $title }, yours, { $state }
profiles-spoken-own-used = { $title }, yours, { $state }, in use
profiles-spoken-built-in = { $title }, built in, { $state }
profiles-spoken-built-in-used = { $title }, built in, { $state }, in use
profiles-list = List of device profiles
profiles-yours = Yours
profiles-in-use = In use
profiles-none-fits = No profile fits. Esc in the search shows all
profiles-search-hint = Name or maker
profiles-deleted = { $name } was deleted
profiles-undo = Undo
profiles-undo-name = Put the deleted profile back
profiles-close-deleted = Close the word of deleting
profiles-built-in-count = { $count } built in
profiles-own-count = { $count } of yours
profiles-broken-count = { $count ->
    [one] { $count } file broken
   *[other] { $count } files broken
}
profiles-no-folder = This computer names no folder for profiles
profiles-read-first = Read a meter or open a readout first
profiles-from-this-meter = From this meter
profiles-new-from-this-meter = New profile from this meter
profiles-import = Import…
profiles-registers = Registers { $count }
profiles-about = About
profiles-text = Text
profiles-part = Part of the profile
profiles-back = Back to the list of profiles
profiles-built-in = Built in
profiles-replaces = Yours, in place of the one built in
profiles-new = New, in no file yet
profiles-in-use-here = In use for this meter
profiles-duplicate-to-edit = Duplicate to edit
profiles-edit = Edit
profiles-edit-name = Edit the profile
profiles-duplicate = Duplicate
profiles-delete = Delete
profiles-delete-name = Delete the profile
profiles-export = Export…
profiles-export-name = Export the profile…
profiles-text-of = Text of the profile
profiles-not-a-profile = Only a text that is a profile is saved
profiles-saved-already = It is saved as it is
profiles-save = Save
profiles-save-name = Save the profile
profiles-revert = Revert
profiles-revert-name = Revert to the saved text
profiles-discard = Discard
profiles-discard-name = Discard the new profile
profiles-nothing-typed = Nothing was typed since it was saved
profiles-go-there = Go there
profiles-go-to-fault = Go to the fault
profiles-fault-of = { $number } of { $all }: { $fault }
profiles-saved = Saved
profiles-automatic-again = Pick by itself again
profiles-save-first = Save it first
profiles-used-already = It is: the meter's identification picks it
profiles-use = Use for this meter
profiles-lists-no-registers = This profile lists no registers. A raw command still reads any address
profiles-register-hint = Address, name, group or help
profiles-register-table = Registers of the profile
profiles-no-register-fits = No register fits. Esc in the search shows all
profiles-address = Address
profiles-name = Name
profiles-value = Value
profiles-access = Access
profiles-group = Group
profiles-notes = Notes
