### Fetching load profiles and logbooks: what both pages share.

fetch-form-of-time = Type times as 2026-01-31 or 2026-01-31 08:15
fetch-ends-before = The range ends before it begins
fetch-open = open
fetch-no-load-profile = The device profile { $profile } knows no load profile
fetch-no-logbook = The device profile { $profile } knows no logbook
fetch-read-load-profile = Read the load profile
fetch-read-logbook = Read the logbook
fetch-read = Read
fetch-load-profile-password = This meter gives its load profile only to those who know the password. Nothing is changed
fetch-logbook-password = This meter gives its logbook only to those who know the password. Nothing is changed
fetch-reading = Reading
