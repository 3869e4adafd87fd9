"""Put together the licences of everything that ships: ``python -m resources.build_licences`` writes licences/licences.json.gz.

The packages and their versions are those of .ci/lock/clinic.txt; their texts are the files that their own wheels carry, and
what they say to contain is read from the lists (CycloneDX) inside them. What comes without a wheel, or whose wheel lacks
the text, stands in building/licences/parts.json, whose texts lie beside it. Installed wheels must be those of the lock.
"""

import gzip
import json
import re
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent
LOCK = ROOT.parent / ".ci" / "lock" / "clinic.txt"
TARGET = ROOT / "licences" / "licences.json.gz"
NOT_SHIPPED = frozenset({"pip"})  # `sqlite-utils` asks for it; build.spec leaves it out
_LICENCE_FILE = re.compile(r"^(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


class Part(TypedDict, total=False):
    """An entry of parts.json: ``package`` adds to that wheel, ``name`` stands for itself; ``texts`` are under resources."""

    package: str
    name: str
    version: str
    licence: str
    home: str
    copyright: str
    note: str
    texts: list[str]


@dataclass(slots=True)
class Component:
    """``texts`` are the whole licences; ``inside`` is what it says to contain, a line each: name, version, licence."""

    name: str
    version: str
    licence: str
    home: str
    copyright: str
    note: str
    texts: list[str]
    inside: list[str]


def pinned(lock: str) -> dict[str, str]:
    """Name → version of what the lock file pins."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock, re.MULTILINE))


def of_wheel(name: str) -> Component:
    """What an installed wheel says of itself."""
    wheel = distribution(name)
    facts = wheel.metadata
    classes = [line.split(" :: ")[-1] for line in facts.get_all("Classifier") or [] if line.startswith("License ::")]
    short = [text for text in (facts["License-Expression"], facts["License"]) if text and "\n" not in text]
    urls = dict(line.split(", ", 1) for line in facts.get_all("Project-URL") or [])
    home = facts["Home-page"] or next((urls[key] for key in sorted(urls, key=_nearest_home)), "")
    licence = next(iter([*short, " / ".join(classes)]))
    return Component(name, wheel.version, licence, home, "", "", _texts(wheel), _inside(wheel))


def _nearest_home(title: str) -> tuple[int, str]:
    wanted = ("homepage", "source", "source code", "repository", "github", "code")
    return (wanted.index(title.lower()) if title.lower() in wanted else len(wanted), title)


def _texts(wheel: Distribution) -> list[str]:
    paths = [path for path in wheel.files or [] if ".dist-info" in path.parts[0] and _LICENCE_FILE.match(path.name)]
    return [_tidy(Path(str(path.locate())).read_text("utf-8")) for path in sorted(paths, key=str)]


def _inside(wheel: Distribution) -> list[str]:
    lines: set[str] = set()
    for path in wheel.files or []:
        if "sboms" in path.parts and path.name.endswith(".json"):
            for part in json.loads(path.read_text("utf-8")).get("components", []):
                licence = next((entry.get("expression", "") for entry in part.get("licenses", [])), "")
                lines.add(f"{part['name']} {part['version']} {licence}".strip())
    return sorted(lines)


def _tidy(text: str) -> str:
    """Without blanks at the ends of lines and empty lines around."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def components() -> list[Component]:
    """Everything that ships: parts of their own first, then the wheels, in the order of their names.

    Raises:
        ValueError: an installed wheel is not the one of the lock.
    """
    parts: list[Part] = json.loads((ROOT / "building" / "licences" / "parts.json").read_text("utf-8"))
    wheels: list[Component] = []
    for name, version in pinned(LOCK.read_text("utf-8")).items():
        if name not in NOT_SHIPPED:
            wheels.append(of_wheel(name))
            if wheels[-1].version != version:
                raise ValueError(f"{name} is installed in {wheels[-1].version}, the lock says {version}")
    made: list[Component] = []
    for part in parts:
        texts = [_tidy((ROOT / path).read_text("utf-8")) for path in part.get("texts", [])]
        if "package" in part:
            known = next((wheel for wheel in wheels if wheel.name == part["package"]), None)
            wheel = known or of_wheel(part["package"])
            wheel.copyright, wheel.note = part.get("copyright", ""), part.get("note", "")
            wheel.licence = part.get("licence", wheel.licence)
            wheel.texts = texts or wheel.texts
            if known is None:
                made.append(wheel)
        else:
            facts = [part.get(key, "") for key in ("name", "version", "licence", "home", "copyright", "note")]
            made.append(Component(*(str(fact) for fact in facts), texts=texts, inside=[]))
    return [*made, *sorted(wheels, key=lambda wheel: wheel.name.lower())]


def written(parts: list[Component]) -> str:
    """As JSON, each text once: components name theirs by number."""
    texts: list[str] = []
    entries: list[dict[str, object]] = []
    for part in parts:
        texts += [text for text in part.texts if text not in texts]
        entries.append({**asdict(part), "texts": [texts.index(text) for text in part.texts]})
    return json.dumps({"components": entries, "texts": texts}, ensure_ascii=False, indent=1) + "\n"


def build(target: Path = TARGET) -> None:
    """Write the one file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(written(components()).encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    build()
