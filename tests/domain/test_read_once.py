"""What is read once and kept is still what its file says: nobody who was handed it has changed it."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

from tests.conftest import PROJECT


def kept() -> Iterator[Any]:
    """Functions without arguments whose answer is kept, of all pure layers."""
    for package in PROJECT["tool"]["coverage"]["run"]["source_pkgs"]:
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            for function in vars(importlib.import_module(module.name)).values():
                if not hasattr(function, "cache_clear") or function.__module__ != module.name:
                    continue
                if not inspect.signature(function).parameters:
                    yield function


def test_what_is_kept_is_what_would_be_read_now() -> None:
    functions = list(kept())
    assert functions
    for function in functions:
        assert repr(function()) == repr(function.__wrapped__()), function.__qualname__
