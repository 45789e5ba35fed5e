### Names of keys.

key-ctrl = Ctrl
key-shift = Shift
key-delete = Delete
key-enter = Enter
