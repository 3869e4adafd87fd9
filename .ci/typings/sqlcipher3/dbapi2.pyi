# The shapes are sqlite3's, under which sqlite-utils and SQLAlchemy take these objects. At run time the classes are
# different ones: an exception of the one module is never caught by the other's name.
from sqlite3 import (
    Connection as Connection,
    Cursor as Cursor,
    DatabaseError as DatabaseError,
    Error as Error,
    IntegrityError as IntegrityError,
    NotSupportedError as NotSupportedError,
    OperationalError as OperationalError,
    ProgrammingError as ProgrammingError,
    Row as Row,
    connect as connect,
    sqlite_version as sqlite_version,
    sqlite_version_info as sqlite_version_info,
)
