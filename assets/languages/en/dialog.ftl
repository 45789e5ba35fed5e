### Questions before something is lost, and the path that is typed.

dialog-writing = Write is still under way
dialog-writing-note = The window closes after it is read back (about 2 s) and the meter is signed off. What is not sent by then stays unsent
dialog-close-after = Close after it is read back
dialog-keep-writing = Keep writing
dialog-reading = The meter is being read
dialog-reading-note = Closing ends the session. The meter is signed off first, what came is kept
dialog-end-and-close = End the session and close
dialog-keep-reading = Keep reading
dialog-unsaved = A device profile is not saved
dialog-unsaved-note = What you typed into { $file } is in no file yet
dialog-back-to-text = Back to the text
dialog-close-unsaved = Close without saving
dialog-unstored = { $count ->
    [one] A visit is not stored
   *[other] { $count } visits are not stored
}
dialog-unstored-note = { $count ->
    [one] It is in memory only and would be lost: { $reason }
   *[other] They are in memory only and would be lost: { $reason }
}
dialog-save-elsewhere = Save elsewhere…
dialog-save-before-closing = Save before closing
dialog-keep-open = Keep open
dialog-close-and-lose = Close and lose what was read
dialog-no-file-dialog-drop = This desktop offers no file dialog, so the path is typed. Files can also be dropped on the window
dialog-no-file-dialog = This desktop offers no file dialog, so the path is typed
dialog-path = Path
dialog-there-already = There is a file of this name already
dialog-replace = Replace the file
dialog-use-path = Use this path
dialog-cancel = Cancel
dialog-leave-path = Leave the path prompt
dialog-let-go = Let go to open the file
dialog-open-readout = Open a saved readout
dialog-save-readout = Save the readout
dialog-save-trace = Save the line trace
dialog-save-visit = Save the readout of the visit
dialog-export-folder = Choose the folder for exports
dialog-store-visits = Choose a folder for what is not stored
dialog-attach-photo = Attach a photo
dialog-import-profile = Import a device profile
dialog-open-set = Open a parameter set
dialog-save-report = Save the report of the visit
dialog-save-logbook = Save the logbook
dialog-save-picture = Save a picture of the load profile
dialog-save-load-profile = Save the load profile
dialog-save-set = Save what was read as a parameter set
dialog-export-profile = Export the device profile
dialog-verb-open = Open
dialog-verb-save = Save
dialog-verb-choose = Choose
dialog-verb-attach = Attach
dialog-verb-store = Store
dialog-verb-import = Import
dialog-verb-export = Export
dialog-kind-readouts = Readouts
dialog-kind-pictures = Pictures
dialog-kind-all = All files
dialog-kind-workbook = Workbook
dialog-kind-readout-json = Readout (JSON)
dialog-kind-telegram = Telegram as received
dialog-kind-text = Text
dialog-kind-trace = Line trace
dialog-kind-report = Report
dialog-kind-logbook-json = Logbook (JSON)
dialog-kind-answers = Answers as received
dialog-kind-load-profile-json = Load profile (JSON)
dialog-kind-png = Picture (PNG)
dialog-kind-svg = Drawing (SVG)
dialog-kind-set = Parameter set
dialog-kind-profile = Device profile
dialog-open-list = Open a day list
dialog-hand-over = Hand the round over as a ZIP file
dialog-hand-over-folder = Choose where the folder of the round goes
dialog-verb-hand-over = Hand over
dialog-kind-list = Day lists
dialog-kind-zip = ZIP file
