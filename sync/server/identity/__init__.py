"""By what the township is known: its own authority, the certificate it serves with, the key packages are closed for."""

from sync.server.identity.files import Identity, load, ready
from sync.server.identity.renewal import renew_authority, renew_server

__all__ = ["Identity", "load", "ready", "renew_authority", "renew_server"]
