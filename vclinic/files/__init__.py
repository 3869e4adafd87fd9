"""What stands on a disk beside a database, at the clinic and in the township: locks and the file of keys."""
