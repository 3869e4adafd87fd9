"""Every page of the township's console, as a browser asks for it, over a database that `bench.county` made.

`python -m bench.pages --data DIR` prints the median of three looks at each, the slowest first.
"""

import argparse
import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import requests
from sqlmodel import Session, col, select

from sync.server.app import create_app
from sync.server.database.store import Store, open_store
from sync.server.database.tables import Clinic, Inbox, ResidentMirror, Review
from sync.server.serving import sockets
from sync.server.serving.server import Server, config
from sync.server.staff import accounts
from vclinic.clock import SystemClock
from vclinic.domain.problem import Expected

_LOGIN, _PASSWORD = "bench", "liuhe-2026"
_LOOKS = 3
_SEARCHED = ("王秀英", "王", "13905", "340123")
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


def measure(data: Path) -> dict[str, str]:
    """Milliseconds of each page, the slowest first."""
    with closing(open_store(data)) as store, console(store) as (browser, url):
        with store.read() as session:
            pages = addresses(session)
        taken: dict[str, float] = {}
        for page in pages:
            looks = [_look(browser, url + page) for _ in range(_LOOKS)]
            taken[page] = statistics.median(looks)
        token = _TOKEN.search(browser.get(f"{url}/residents", timeout=60).text)
        assert token is not None
        for typed in _SEARCHED:
            looks = [_look(browser, f"{url}/residents", csrf=token[1], text=typed, excel="") for _ in range(_LOOKS)]
            taken[f"search {typed}"] = statistics.median(looks)
    slowest = sorted(taken.items(), key=lambda entry: -entry[1])
    return {page: f"{milliseconds:.0f} ms" for page, milliseconds in slowest}


def _look(browser: requests.Session, address: str, **form: str) -> float:
    begun = time.perf_counter()
    reply = browser.post(address, data=form, timeout=120) if form else browser.get(address, timeout=120)
    reply.raise_for_status()
    return (time.perf_counter() - begun) * 1000


def addresses(session: Session) -> list[str]:
    """The pages, each with something to show."""
    waiting = session.exec(select(Review).where(Review.state == "waiting").limit(1)).one()
    resident = session.exec(select(ResidentMirror.id).limit(1)).one()
    clinic = session.exec(select(Clinic.id).order_by(col(Clinic.id).desc())).first()
    paper = session.exec(select(Inbox.entity_id).where(Inbox.entity == "prescription").limit(1)).first()
    papers = [f"/prescriptions/{paper}"] if paper else []
    return [
        "/", "/review", f"/review/{waiting.change_id}", f"/review?clinic={clinic}", f"/review?doctor={waiting.doctor_name}",
        "/review/list", "/review/list?state=accepted", "/review/list?rank=2", f"/review/list?state=waiting&clinic={clinic}",
        "/review/list?state=waiting&flag=odd", "/review/bulk", "/review/returned", "/clinics", f"/clinics/{clinic}",
        "/clinics/received", f"/clinics/received?clinic={clinic}", "/clinics/refused", "/clinics/waiting", "/residents",
        "/residents/all", f"/residents/all?clinic={clinic}", f"/residents/{resident}", "/announcements", "/staff",
        "/staff/acts", "/backups", *papers,
    ]  # fmt: skip


@contextmanager
def console(store: Store) -> Iterator[tuple[requests.Session, str]]:
    """(a signed-in browser, address) of a township served here."""
    clock = SystemClock()
    with store.write() as session:  # again, where it was measured before
        accounts.add_staff(session, _LOGIN, "测量", role="administrator", password=_PASSWORD, now=clock.now())
    app = create_app(store, clock.now)
    listening = sockets.listen("127.0.0.1", 0)
    url = sockets.url("127.0.0.1", listening.getsockname()[1], secure=False)
    server = Server(config(app), url, store.data / "ready")
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        browser = requests.Session()
        token = _TOKEN.search(browser.get(f"{url}/login", timeout=60).text)
        assert token is not None
        browser.post(f"{url}/login", data={"csrf": token[1], "login": _LOGIN, "password": _PASSWORD}, timeout=60)
        yield browser, url
    finally:
        server.should_exit = True
        thread.join(20)


def main() -> int:
    """Print the figures."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--data", type=Path, required=True)
    try:
        for page, figure in measure(wanted.parse_args().data).items():
            print(f"{figure:>9}  {page}")
    except Expected as fault:
        print(fault.sentence)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
