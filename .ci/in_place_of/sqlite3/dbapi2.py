"""The same under its longer name."""

from sqlcipher3.dbapi2 import *  # noqa: F403
