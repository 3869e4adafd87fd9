"""Where things are kept on this machine."""

from pathlib import Path

from platformdirs import user_data_path


def default_data_dir() -> Path:
    """The folder of the clinic's data when none is named."""
    return user_data_path("vclinic", appauthor=False) / "data"
