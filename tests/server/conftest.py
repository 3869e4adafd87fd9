"""A township of its own for each test that asks for one: with a file, and where it matters once more on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.database.store import Store, create
from tests.server import postgres
from tests.server.township import ClinicDevice, RunningTownship, running
from tests.server.walls import statements, walls

__all__ = ["statements", "walls"]

# What asks or writes the database is tested on both; what only calls it, on the file.
BOTH = ("care", "database", "intake", "owned", "review", "staff")
HERE = Path(__file__).parent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames and metafunc.definition.path.relative_to(HERE).parts[0] in BOTH:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    """The server, started by the first test that needs it."""
    with postgres.running() as server:
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """What `create` is told of the database: "" for a file, or the address of one of this test's own."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    server: postgres.Server = request.getfixturevalue("postgresql")
    with server.database() as address:
        yield address


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    made = create(tmp_path / "t", "清溪镇卫生院", database)
    yield made
    made.close()


@pytest.fixture
def township(tmp_path: Path, database: str) -> Iterator[RunningTownship]:
    with running(tmp_path / "township", server=database) as opened:
        yield opened


@pytest.fixture
def clinic(township: RunningTownship) -> ClinicDevice:
    return township.clinic()
