# SQLCipher's DB-API module without types of its own: it is sqlite3's, compiled against SQLCipher.
from . import dbapi2 as dbapi2
