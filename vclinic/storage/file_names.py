"""What the files of a store are called: needed by those who look for one long before a database is opened."""

DATABASE = "clinic.db"
KEYRING = "keyring.json"
BACKUPS = "backups"
LOG_COUNT = "log-count.json"
UNSENT = "unsent.json"
