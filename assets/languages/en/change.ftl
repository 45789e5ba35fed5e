### Commands that changed a meter, and the passwords they took.

change-password-refused = The meter refused the password of level { $level }. It was sent once and is not sent again by itself
change-password-refused-with = The meter refused the password of level { $level } with { $answer }. It was sent once and is not sent again by itself
change-tries-wrong = { $count ->
    [one] { $count } wrong one so far
   *[other] { $count } wrong ones so far
}
change-tries-then-locked = { $used } of { $all } used; then locked
change-tries-then-locked-for = { $used } of { $all } used; then locked for { $time }
change-saved-visit = Saved to visits at { $time }
change-saved-file = Saved as { $name } at { $time }
change-unknown-write = Unknown: the line broke after the write to { $address } went out
change-unended-write = Unknown: the program ended while the write to { $address } was under way
change-unknown-clock = Unknown: the line broke after setting the clock went out
change-unended-clock = Unknown: the program ended while setting the clock was under way
change-unknown-command = Unknown: the line broke after the command { $command } went out
change-unended-command = Unknown: the program ended while the command { $command } was under way
change-meter-says = { $change }: the meter says { $value }
change-in-full = { $time }, meter { $meter }, { $change }
change-not-known = not known
change-nobody-knows = Nobody knows whether the meter took it. Read it back before you write again
change-nobody-knows-all = Nobody knows whether the meters took them. Read them back before you write again
change-and-more = and { $count } more in the journal
change-settled = No longer unknown
change-close-settled = Close what is settled
change-unsettled = Unknown: { $count } changes were not settled
change-show-unknown = Show what is unknown
change-fold-unknown = Fold what is unknown
change-show-in-journal = Show in journal
change-show-in-journal-name = Show what is unknown in the journal
change-read-that-first = Read that meter first, so that it is known to be there
