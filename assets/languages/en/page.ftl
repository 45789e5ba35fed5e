### The pages, as the navigation and the pages themselves name them.

page-meter = Meter
page-registers = Registers
page-load-profile = Load profile
page-logbook = Logbook
page-clock = Clock
page-installation-check = Installation check
page-parameter-sets = Parameter sets
page-visits = Visits
page-device-profiles = Device profiles
page-settings = Settings
page-group-this-meter = This meter
page-group-library = Library
page-round = Round
