### Fetching load profiles and logbooks: what both pages share.

fetch-form-of-time = Zeiten tippen als 31.01.2026 oder 31.01.2026 08:15
fetch-ends-before = Der Bereich endet, bevor er beginnt
fetch-open = offen
fetch-no-load-profile = Das Geräteprofil { $profile } kennt keinen Lastgang
fetch-no-logbook = Das Geräteprofil { $profile } kennt kein Logbuch
fetch-read-load-profile = Lastgang auslesen
fetch-read-logbook = Logbuch auslesen
fetch-read = Auslesen
fetch-load-profile-password = Dieser Zähler gibt seinen Lastgang nur dem, der das Passwort kennt. Nichts wird geändert
fetch-logbook-password = Dieser Zähler gibt sein Logbuch nur dem, der das Passwort kennt. Nichts wird geändert
fetch-reading = Wird gelesen
