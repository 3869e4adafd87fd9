"""The manuals as the programs have them: compiled chapters, the section that belongs to a page, and a search."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vclinic.resources import resource


@dataclass(frozen=True, slots=True)
class Section:
    """``title`` is empty for what stands before the first heading of a chapter; ``pages`` are names of pages."""

    anchor: str
    title: str
    html: str
    text: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is read in one go; ``name`` is one of a kind in its book."""

    name: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """``folder`` holds the pictures."""

    title: str
    folder: Path
    chapters: tuple[Chapter, ...]

    def anchor_of(self, page: str) -> str:
        """Where F1 on a page leads; the beginning for a page that no section names."""
        sections = [section for chapter in self.chapters for section in chapter.sections]
        return next((section.anchor for section in sections if page in section.pages), sections[0].anchor)

    def chapter_of(self, anchor: str) -> Chapter:
        """The chapter in which the section stands."""
        return next(
            chapter for chapter in self.chapters if any(section.anchor == anchor for section in chapter.sections)
        )

    def search(self, typed: str) -> tuple[str, ...]:
        """Anchors of the sections that hold everything that was typed, those with it in their title first; all for
        nothing typed."""
        wanted = typed.casefold().split()
        hits: list[tuple[bool, str]] = []
        for chapter in self.chapters:
            for section in chapter.sections:
                title = (section.title or chapter.title).casefold()
                if all(part in title or part in section.text.casefold() for part in wanted):
                    hits.append((not all(part in title for part in wanted), section.anchor))
        return tuple(anchor for _, anchor in sorted(hits, key=lambda hit: hit[0]))


@cache
def manual(name: str) -> Book:
    """The manual of those who ``name`` says: doctor, reviewer or technician. Read once."""
    folder = resource("manual", name)
    told = json.loads((folder / "book.json").read_text(encoding="utf-8"))
    chapters = tuple(
        Chapter(
            chapter["name"],
            chapter["title"],
            tuple(
                Section(section["anchor"], section["title"], section["html"], section["text"], tuple(section["pages"]))
                for section in chapter["sections"]
            ),
        )
        for chapter in told["chapters"]
    )
    return Book(told["title"], folder, chapters)
