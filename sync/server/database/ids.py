"""Short random names for what the township makes."""

import secrets

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32


def random_id(prefix: str, length: int = 10) -> str:
    """A short random name, e.g. ``d-7KQ3ZP00AB``."""
    return f"{prefix}-" + "".join(secrets.choice(DIGITS) for _ in range(length))
