"""What stands on a disk beside a database, at the clinic and in the township: locks, the file of keys, the folder of logs."""

LOGS = "logs"
