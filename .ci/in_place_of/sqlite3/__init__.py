"""In the built program `sqlite3` is the encrypted SQLite it has anyway: sqlite-utils asks for that name, and a second
SQLite would be 1.6 MB that opens no file of a clinic. The two modules offer the same names."""

from sqlcipher3 import *  # noqa: F403
