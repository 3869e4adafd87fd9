"""What the first query would wait for is there before it, and no database is opened for it."""

import json
import subprocess
import sys
from pathlib import Path


def test_the_dialect_and_the_joined_classes_are_there_before_the_first_query(tmp_path: Path) -> None:
    code = (
        "import json, sys\n"
        "from vclinic.storage import tables\n"
        "from vclinic.storage.prepared import prepare\n"
        "dialect = 'sqlalchemy.dialects.sqlite'\n"
        "before = [dialect in sys.modules, tables.ResidentRow.__mapper__.configured]\n"
        "prepare()\n"
        "after = [dialect in sys.modules, tables.ResidentRow.__mapper__.configured]\n"
        "print(json.dumps([before, after]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert json.loads(done.stdout) == [[False, False], [True, True]]
    assert list(tmp_path.iterdir()) == []
