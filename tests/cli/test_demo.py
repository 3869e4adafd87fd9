"""The demo is no part of what clinics install, and says so."""

import importlib.util

import pytest

from tests.cli.shell import Shell


def test_an_installation_without_the_township_says_where_the_demo_is(
    nowhere: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr("vclinic.cli.demo.find_spec", lambda name: None if name == "vclinic.demo" else real(name))
    assert "安装版里没有演示" in nowhere.refused("demo", "--headless")
