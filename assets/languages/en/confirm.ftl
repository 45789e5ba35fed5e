### The sheet that is confirmed before something goes to a meter.

confirm-close-name = Close the outcome
confirm-remember = Remember in this computer's keyring
confirm-back = Back
confirm-back-name = Back to the page
confirm-password = Password, level { $level }
confirm-password-kept = Password, level { $level }, from the keyring
confirm-new-password = New password
confirm-again = The same again
confirm-type-new = Type the new password, twice
confirm-not-same = The new password is not the same both times
confirm-cancel-after = Cancel after this
confirm-stops = It stops as soon as it may
confirm-cancel-name = Cancel what is under way
