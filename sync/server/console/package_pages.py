"""Packages that clinics without a network bring by stick: handed in here, their receipts taken along again."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from sync.protocol.errors import ProtocolError
from sync.protocol.package import KeyName
from sync.server.console import package_list
from sync.server.console.access import Forbidden, Me
from sync.server.console.pages import Framed
from sync.server.console.upload import MAX_FILE, OwnUpload, UploadedFile
from sync.server.database.tables import Clinic, Package
from sync.server.intake import packages
from sync.server.intake.packages import Taken
from sync.server.staff import audit
from sync.server.staff.auth import SignedIn
from sync.server.web.context import Context, Here, Now, TheStore
from vclinic.domain.dates import BEIJING
from vclinic.domain.problem import Refused

_TOO_LARGE = (
    f"这个文件太大（最多 {MAX_FILE // 1024 // 1024} MB），什么都没有收。村里的上报包不会这么大，请看看是不是选错了。"
)
router = APIRouter(prefix="/packages")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file: ``taken``, or why not. ``revoked``: an administrator may say that it is taken."""

    name: str
    taken: Taken | None = None
    text: str = ""
    revoked: bool = False


@router.get("")
def package_page(frame: Framed, store: TheStore) -> Response:
    """The form, and what came before."""
    with store.read() as session:
        return frame.page(session, "packages.html", **_values(session, ()))


@router.post("")
def take_in(upload: OwnUpload, person: Me, frame: Framed, here: Here, now: Now) -> Response:
    """File what the packages hold; what is wrong with one of them hinders none of the others."""
    revoked_too = upload.fields["revoked_too"] == "1"
    if revoked_too and not person.administrator:
        raise Forbidden
    results = [_taken(one, here, person, now, revoked_too=revoked_too) for one in upload.files]
    if not results:
        results = [Result("", text="没有选文件，什么都没有收。请选U盘上文件名以 .vcp 结尾的文件。")]
    with here.store.read() as session:
        show = frame.page if any(result.taken for result in results) else frame.again
        return show(session, "packages.html", **_values(session, results))


@router.get("/{package}/{part}.vcr")
def receipts(package: KeyName, part: int, person: Me, store: TheStore, now: Now) -> Response:
    """The receipts of a file that came, as often as they are wanted."""
    with store.write() as session:
        row = session.get(Package, (package, part))
        if row is None:
            raise Refused("missing", "没有这份回执，可能地址写错了。")
        clinic = session.get_one(Clinic, row.clinic_id)
        audit.note(session, person.staff, "package_receipts", entity="device", entity_id=row.device_id, now=now)
        content, name = b64decode(row.receipts), _file_name(row, clinic)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _taken(one: UploadedFile, here: Context, person: SignedIn, now: datetime, *, revoked_too: bool) -> Result:
    if one.too_large:
        return Result(one.name, text=_TOO_LARGE)
    try:
        taken, _ = packages.take_bytes(
            here.store, here.identity, one.file, now=now, staff=person.staff, revoked_too=revoked_too
        )
    except ProtocolError as fault:
        with here.store.write() as session:
            audit.note(
                session, person.staff, "package_refused", entity="device", entity_id="", now=now, detail=fault.code
            )
        return Result(one.name, text=fault.text, revoked=fault.code == "revoked")
    return Result(one.name, taken)


def _values(session: Session, results: list[Result] | tuple[()]) -> dict[str, object]:
    lines = package_list.listed(session)
    brought = {result.taken.package for result in results if result.taken is not None}
    return {
        "results": results,
        "lines": lines,
        "incomplete": [line for line in lines if line.id in brought and line.missing],
    }


def _file_name(row: Package, clinic: Clinic) -> str:
    """As the clinic's own file is called, so that both are seen to belong together."""
    made = datetime.fromisoformat(row.made_at).astimezone(BEIJING)
    part = f"-{row.part}" if row.part > 1 or row.more else ""
    return f"huizhi-{clinic.village_code}-{made:%Y%m%d-%H%M}{part}.vcr"
