"""What an installation stands on."""

import platform

from vclinic import __version__
from vclinic.selfcheck.versions import versions


def test_program_interpreter_and_database_are_named() -> None:
    told = versions()
    assert (told["program"], told["python"]) == (__version__, platform.python_version())
    assert told["sqlcipher"].split(".")[0] == "4", "the file format of 4; another major could not read a clinic's file"
    assert all(told.values()), told


def test_nothing_of_the_machines_owner_is_in_it() -> None:
    assert platform.node() not in " ".join(versions().values())
