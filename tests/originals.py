"""A folder that takes long to fill is filled once in a process and copied from memory ever after."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Original:
    """The files of a folder nobody uses any more: relative path to mode and content."""

    files: dict[str, tuple[int, bytes]]

    @classmethod
    def of(cls, folder: Path) -> "Original":
        """What is in ``folder`` now; every database in it has to be closed."""
        files = [path for path in folder.rglob("*") if path.is_file()]
        unsettled = [path.name for path in files if path.name.endswith(("-wal", "-shm"))]
        assert not unsettled, f"still open: {unsettled}"
        return cls({str(path.relative_to(folder)): (path.stat().st_mode & 0o777, path.read_bytes()) for path in files})

    def copy_to(self, folder: Path) -> None:
        """Put a copy into ``folder``, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, (mode, content) in self.files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            place.chmod(mode)
