"""The seventh schema: an epoch, a text drawn when a township is made and anew each time a backup takes its place, so
that clinics notice that it may have forgotten something."""

import secrets

from sqlalchemy import Connection, text

EPOCH = "epoch"


def new_epoch() -> str:
    """A text that no township has had."""
    return secrets.token_hex(8)


def draw(connection: Connection) -> None:
    """The step: give a township its first epoch."""
    connection.execute(
        text("INSERT INTO township (key, value) VALUES (:key, :value)"), {"key": EPOCH, "value": new_epoch()}
    )
