"""Level 2 of the township: its Windows folder under Wine as a service, from its registration to its removal.

Usage: service.py
It takes build/windows/python, which `make windows` puts together, and makes build/windows/township. Every step is believed by
what answers at /healthz or no longer does. Exit 0 all steps hold, 1 one does not, 77 something to try it with is missing.
"""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from steps import SKIPPED, Step, all_hold, expect
from wine import Wine, lacking

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "build" / "windows" / "python"
FOLDER = ROOT / "build" / "windows" / "township"
NAME = "vclinic-township"


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


class Service:
    """The steps, in their order; each begins where the one before ended."""

    def __init__(self, wine: Wine) -> None:
        self.wine, self.port = wine, free_port()
        self.python = wine.scratch / "python"
        shutil.copytree(PYTHON, self.python, ignore=shutil.ignore_patterns("site-packages", "__pycache__"))
        self.lib = wine.scratch / "township" / "lib"
        shutil.copytree(FOLDER, self.lib.parent, copy_function=os.link)
        self.data = wine.drive / "town"
        self.own_certificate = ssl.create_default_context()
        self.own_certificate.check_hostname, self.own_certificate.verify_mode = False, ssl.CERT_NONE
        self.boot()

    def steps(self) -> list[Step]:
        """All of them."""
        return [
            self.set_up,
            self.installed,
            self.stopped,
            self.started,
            self.killed,
            self.begun_with_the_machine,
            self.port_taken,
            self.installed_over_itself,
            self.removed,
        ]

    def boot(self) -> None:
        """Begin the machine anew, with somebody logged in: Wine ends its services with the last program, and of two
        managers of services, one ending and one beginning, each would be asked every second question."""
        self.wine.stop()
        time.sleep(3)
        self.wine.start("cmd", "/k")
        time.sleep(5)

    # --- what every step looks at ---

    def township(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command."""
        lib = self.wine.as_windows(self.lib)
        return self.wine.run(self.python / "python.exe", "-X", "utf8", lib, *arguments, seconds=300)

    def health(self) -> dict[str, object] | None:
        """What it answers; None when nobody does."""
        url = f"https://127.0.0.1:{self.port}/healthz"
        try:
            with urllib.request.urlopen(url, timeout=10, context=self.own_certificate) as answer:
                return json.loads(answer.read())
        except (urllib.error.URLError, OSError):
            return None

    def serves(self) -> dict[str, object]:
        """Until it answers that it is well."""
        self.wine.wait_for("an answer of /healthz", lambda: self.health() is not None, 120)
        told = self.health()
        expect(told is not None and told["ok"] is True, f"/healthz says {told}")
        return told or {}

    def process(self) -> int:
        """The service's process on this machine; 0 when there is none."""
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes().decode("utf-8", "replace") if entry.name.isdigit() else ""
            except OSError:
                continue
            if "\0service\0run\0" in line and self.wine.as_windows(self.lib) in line:
                return int(entry.name)
        return 0

    def is_gone(self) -> None:
        """Nobody answers and no process is left."""
        self.wine.wait_for("the end of the service's process", lambda: self.process() == 0)
        expect(self.health() is None, "somebody answers still")

    def ended_well(self) -> None:
        """It was not asked to end by a fault."""
        left = sorted(path.name for path in (self.data / "logs").glob("service.*"))
        expect(left == [], f"it left {left}")

    # --- the life ---

    def set_up(self) -> str:
        answers = {
            "data": "C:\\town",
            "address": f"192.168.1.8:{self.port}",
            "administrator": {"township": "清溪镇卫生院", "login": "admin", "password": "Township-4711"},
        }
        file = self.wine.scratch / "answers.json"
        file.write_text(json.dumps(answers), "utf-8")
        told = self.township("setup", "--answers", self.wine.as_windows(file))
        expect(told.returncode == 0, told.stdout + told.stderr)
        expect(f"{NAME} service install" in told.stdout, told.stdout)
        return "a township in C:\\town, and what comes next"

    def installed(self) -> str:
        told = self.township("service", "install")
        expect(told.returncode == 0 and "已登记，已开始" in told.stdout, told.stdout + told.stderr)
        health = self.serves()
        return f"registered and begun, /healthz of {health['version']} over TLS"

    def stopped(self) -> str:
        began = time.monotonic()
        self.wine.run("net", "stop", NAME)
        self.is_gone()
        self.ended_well()
        return f"net stop: process gone, no fault left; {time.monotonic() - began:.1f} s"

    def started(self) -> str:
        began = time.monotonic()
        self.wine.run("net", "start", NAME)
        self.serves()
        return f"net start: answers again; {time.monotonic() - began:.1f} s"

    def killed(self) -> str:
        os.kill(self.process(), signal.SIGKILL)
        self.is_gone()
        told = self.township("check", "--data", "C:\\town")
        expect(told.returncode == 0 and "没有问题" in told.stdout, told.stdout + told.stderr)
        asked = self.wine.registered(rf"HKLM\System\CurrentControlSet\Services\{NAME}", "FailureActions")
        return "killed: the data whole; begun again by Windows alone" + (
            ", as registered" if asked else " (not by Wine)"
        )

    def begun_with_the_machine(self) -> str:
        began = time.monotonic()
        self.boot()
        self.serves()
        return f"after a new start of the machine it answers without anybody's doing; {time.monotonic() - began:.1f} s"

    def port_taken(self) -> str:
        self.wine.run("net", "stop", NAME)
        self.is_gone()
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("0.0.0.0", self.port))  # noqa: S104  as another program would
            other.listen()
            told = self.township("service", "install")
        expect(told.returncode == 1 and f"端口 {self.port} 用不了" in told.stderr, told.stdout + told.stderr)
        return "its last words are told"

    def installed_over_itself(self) -> str:
        for _ in range(2):
            told = self.township("service", "install")
            expect(told.returncode == 0, told.stdout + told.stderr)
            self.serves()
        return "after the fault, and over one that runs"

    def removed(self) -> str:
        told = self.township("service", "remove")
        expect(told.returncode == 0, told.stdout + told.stderr)
        self.is_gone()
        expect(self.wine.run("sc", "query", NAME).returncode != 0, "it is registered still")
        expect((self.data / "township.sqlite3").is_file(), "the data are gone")
        again = self.township("check", "--data", "C:\\town")
        expect(again.returncode == 0, again.stdout + again.stderr)
        return "process and registration gone, the data whole"


def main() -> int:
    """Try every step; stop at the first that does not hold."""
    missing = lacking()
    if missing or not (PYTHON / ".ready").is_file():
        why = f"{missing} is not installed" if missing else "there is no build/windows/python yet (make windows)"
        print(f"SKIPPED level2 of the township's service: {why}")
        return SKIPPED
    made = subprocess.run([sys.executable, str(ROOT / ".ci" / "windows" / "township.py")], check=False).returncode
    if made:
        return made
    with tempfile.TemporaryDirectory(prefix="vclinic-service-", ignore_cleanup_errors=True) as place:
        wine = Wine(Path(place) / "wine")
        try:
            if not all_hold(Service(wine).steps()):
                print("level2: the township's service does not hold under Wine")
                return 1
        finally:
            wine.stop()
    print("level2: the township lives as a service under Wine (not Windows)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
