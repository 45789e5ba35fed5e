### What is said where a password is typed.

password-length = This password has { $length } characters; { $typed } are typed
password-length-range = This password has { $least } to { $most } characters; { $typed } are typed
password-of-printable = This password is made of printable characters without brackets
password-of-digits = This password is made of digits
password-of-hex = This password is made of hex digits
password-of-upper = This password is made of upper case letters and digits
password-last-try = The last try before it locks
password-one-try = One try, never repeated by itself
password-no-lock-out = No lock-out is known of this type
password-locks = { $all } wrong ones lock it
password-locks-for = { $all } wrong ones lock it for { $time }
