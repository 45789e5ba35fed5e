### Sentences above the page and in the corner: what came of work with files.

notice-fault = Flagport made a mistake ({ $words })
notice-no-thread = This computer gives no thread ({ $error })
notice-no-visit-folder = This computer names no folder for visits
notice-no-readout = { $file } holds no readout
notice-not-compared = { $file } cannot be compared: { $reason }
notice-not-saved = Nothing was saved: { $reason }
notice-visit-empty = the visit holds no readout
notice-earlier-fault = Flagport made a mistake on { $day }. What is known of it is in { $file }; please report it
notice-work-broke = Work with a file did not end: { $reason }
notice-copied = { $what } is on the clipboard
notice-open-later = Files are opened when the session has ended
notice-cut = { $file } is longer than any readout; its end was left out
notice-not-opened = { $file } was not opened: { $reason }
notice-not-kept = The keyring did not keep the password: { $reason }
notice-settings-not-saved = The settings could not be saved: { $reason }
notice-saved = Saved as { $file }
notice-nothing-to-report = There is nothing to report yet: read a meter first
notice-no-set-folder = This computer names no folder for parameter sets
notice-it-is-empty = it holds no readout
notice-settings-version = it is of version { $version }, this program knows { $known }
notice-not-text = it is not text
notice-settings-aside = The settings could not be read ({ $reason }). They are kept as { $file }, the defaults are in force
notice-settings-unread = The settings in { $file } could not be read ({ $reason }) nor put aside ({ $error }). The defaults are in force
notice-settings-unreadable = The settings in { $file } cannot be read: { $reason }. The defaults are in force, and changes are not remembered
notice-profile-unused = A device profile is not used: { $problem }
notice-profile-unread = { $file } cannot be read: { $reason }
notice-profile-not-saved = The profile was not saved: { $reason }
notice-profile-not-deleted = { $file } was not deleted: { $reason }
notice-profile-not-imported = { $file } was not imported: { $reason }
notice-profile-there = There is a profile { $name } of yours already. Give this one another name
notice-close = Close notice { $number }
notice-stored = Stored as { $name }
notice-stored-all = Stored { $count } visits
notice-no-settings-folder = This computer names no folder for settings, so they are forgotten
notice-visits-not-stored = Visits are not stored: { $reason }
notice-no-journal = Nothing can be written to a meter: { $reason }
notice-no-line-thread = Nothing can be read: this computer gives no thread ({ $reason })
notice-no-port-thread = Ports are not looked for: this computer gives no thread ({ $reason })
notice-not-stored = Not stored: the visit { $visit }
notice-not-stored-all = Not stored: { $count } visits
notice-to-do = { $reason }. To do: { $hint }
notice-memory-only = What was read is in memory only until it is stored
notice-storing = It is being stored
notice-try-again = Try again
notice-store-again = Store the visit again
notice-other-meter-no-writing = This is another meter: writing is switched off again
notice-other-meter-dropped = { $count ->
    [one] This is another meter: { $count } staged change was dropped
   *[other] This is another meter: { $count } staged changes were dropped
}
notice-other-meter-dropped-no-writing = { $count ->
    [one] This is another meter: { $count } staged change was dropped, writing is switched off again
   *[other] This is another meter: { $count } staged changes were dropped, writing is switched off again
}
notice-not-among-visits = The readout is not among the visits: { $reason }
notice-check-not-opened = The check list was not opened: { $reason }
notice-check-not-saved = The check list could not be saved: { $reason }
notice-check-not-stored = The check was not stored: { $reason }
notice-rounds-unseen = The rounds cannot be looked at: { $reason }
notice-partly-handed-over = Not handed over: { $missing }
notice-handed-over = Handed over as { $name }
notice-not-handed-over = Nothing was handed over: { $reason }
