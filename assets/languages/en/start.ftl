### The first page: three steps to a readout.

start-ready = Ready to read a meter
start-nothing-to-set-up = Nothing to set up. The tool finds out what the meter speaks
start-found = Found: { $port }
start-not-plugged-in = { $port } is not plugged in
start-no-head = No head found. Chosen: { $port }
start-chosen = Chosen: { $port }
start-none-found = None found yet. Plug the head in
start-put-on = Put the head on the meter
start-put-on-how = Cable down, magnet flat on the metal ring
start-check-port = Check the port
start-press-read = Press Read meter
start-changes-nothing = Reading changes nothing in the meter
start-no-meter = No meter at hand
start-read-simulated = Read a simulated one
start-no-simulated = There are no simulated meters
start-choose-one = Choose one
start-choose-one-name = Choose a simulated meter
start-saved = A saved readout
start-open-or-drop = Open or drop a file
start-open = Open…
