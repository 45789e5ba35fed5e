### Commands of a meter, in the page Registers.

commands-run-name = Run { $command }
commands-run = Run…
commands-never-again = It is never sent a second time by itself
commands-before-after = Before and after
commands-none = The commands of this type of meter will be here
commands-none-how = Its device profile names none; a raw command says what it does not know
commands-proved = proved by { $register }
commands-only-word = the meter's word is the only proof
commands-next-after = the meter takes the next one after { $minutes } min
commands-role = Your role is to read, to set the clock and to reset. This needs the full role
commands-of-reset = The meter is read out first, and the readout is stored with the visits. Then the command is sent once, and what it changes is read again
commands-of-password = The command is sent once. Then the meter is signed off and signed on anew with the new password, once, which proves it
commands-of-proof = { $register } is read, the command is sent once, and it is read again
commands-of-none = The command is sent once. Nothing can be read that would prove it: the meter's word has to do
commands-go-reset = Reset billing
commands-go-clear = Clear errors
commands-go-password = Change password
commands-go = Run the command
commands-refused = refused with { $answer }
