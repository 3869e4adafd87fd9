"""The certificate connections are answered with."""

from pathlib import Path

import pytest

from sync.server import identity
from sync.server.serving.certificate import Certificate
from tests.server.township import MORNING
from vclinic.domain.problem import Refused


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return identity.ready(tmp_path, MORNING).server_file


def test_a_key_that_belongs_to_another_certificate_is_said(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(Refused, match="证书和密钥要成对"):
        Certificate(file, identity.ready(other, MORNING).server_file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path, file: Path) -> None:
    with pytest.raises(Refused, match="找不到证书文件"):
        Certificate(tmp_path / "no.pem", file)


@pytest.mark.parametrize("content", [b"", b"half a certificate"])
def test_a_file_spoiled_while_serving_changes_nothing(file: Path, content: bytes) -> None:
    certificate = Certificate(file)
    before = certificate.context.get_ca_certs, certificate.context.session_stats()
    file.write_bytes(content)
    certificate.look()
    file.unlink()
    certificate.look()
    assert (certificate.context.get_ca_certs, certificate.context.session_stats()) == before


def test_renewal_is_asked_for_at_every_look(file: Path) -> None:
    asked: list[int] = []
    certificate = Certificate(file, renew=lambda: asked.append(1))
    certificate.look()
    certificate.look()
    assert len(asked) == 2
