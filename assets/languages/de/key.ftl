### Names of keys.

key-ctrl = Strg
key-shift = Umschalt
key-delete = Entf
key-enter = Eingabe
