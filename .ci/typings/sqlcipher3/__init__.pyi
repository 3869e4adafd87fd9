# SQLCipher's DB-API module without types of its own: it is sqlite3's, compiled against SQLCipher.
from sqlcipher3 import dbapi2 as dbapi2
