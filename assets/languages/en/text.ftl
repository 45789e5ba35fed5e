### None

