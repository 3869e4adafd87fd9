"""A prescription whose place a newer one has taken: by which, said in a sentence."""

from vclinic.storage.prescriptions import Prescription


def superseded_by(newer: Prescription | None) -> str:
    """Says which prescription took the place of one; empty where none did."""
    if newer is None:
        return ""
    three = newer.three
    return f"这张处方已由 {three.issued_on} {newer.recorded_at:%H:%M} 开具的第 {three.version} 版替代，请按新处方发药。"
