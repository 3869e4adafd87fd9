"""The township's keys as files."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from sync.server import identity
from sync.server.identity import files
from tests.server.township import MORNING
from vclinic.domain.problem import Refused, WorldFault


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    made = identity.ready(tmp_path, MORNING)
    again = identity.ready(tmp_path, MORNING + timedelta(days=3))
    assert (again.authority_pem, again.fingerprint, again.package_key) == (
        made.authority_pem, made.fingerprint, made.package_key,
    )  # fmt: skip
    assert identity.load(tmp_path).package_private.private_bytes_raw() == made.package_private.private_bytes_raw()
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    kept = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()}
    assert kept == {"authority.pem": 0o600, "server.pem": 0o600, "package.key": 0o600}


def test_what_clinics_are_given_holds_no_private_key(tmp_path: Path) -> None:
    made = identity.ready(tmp_path, MORNING)
    assert made.authority_pem.count("BEGIN") == 1
    assert ssl.PEM_cert_to_DER_cert(made.authority_pem)
    assert "PRIVATE" not in made.authority_pem


def test_an_authority_lasts_twenty_years_and_what_is_served_with_397_days(tmp_path: Path) -> None:
    made = identity.ready(tmp_path, MORNING, ["192.168.1.8", "town.example.org"])
    authority = x509.load_pem_x509_certificate(made.authority_pem.encode())
    served = files.read_certificate(made.server_file)
    assert (authority.not_valid_after_utc - MORNING).days == 7305
    assert (served.not_valid_after_utc - MORNING).days == 397
    served.verify_directly_issued_by(authority)
    names = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "town.example.org"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "192.168.1.8"]


def test_two_townships_are_not_alike(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    first, second = identity.ready(tmp_path / "a", MORNING), identity.ready(tmp_path / "b", MORNING)
    assert first.fingerprint != second.fingerprint
    assert first.package_key != second.package_key


def test_a_program_that_comes_second_takes_the_keys_of_the_first(tmp_path: Path) -> None:
    files.write(tmp_path / "keys" / "one", b"first", first=True)
    files.write(tmp_path / "keys" / "one", b"second", first=True)
    assert (tmp_path / "keys" / "one").read_bytes() == b"first"
    assert len(list((tmp_path / "keys").iterdir())) == 1


def test_no_identity_yet_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="还没有自己的证书"):
        identity.load(tmp_path)


@pytest.mark.parametrize("name", ["authority.pem", "package.key"])
@pytest.mark.parametrize("content", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_damaged_keys_are_said_and_never_made_anew(tmp_path: Path, name: str, content: bytes) -> None:
    identity.ready(tmp_path, MORNING)
    (tmp_path / "keys" / name).write_bytes(content)
    with pytest.raises(WorldFault, match="用备份恢复") as fault:
        identity.ready(tmp_path, MORNING)
    assert fault.value.code == "keys_damaged"
    assert (tmp_path / "keys" / name).read_bytes() == content


def test_a_lost_authority_with_successors_before_it_is_not_replaced_silently(tmp_path: Path) -> None:
    identity.ready(tmp_path, MORNING)
    identity.renew_authority(tmp_path, MORNING)
    (tmp_path / "keys" / "authority.pem").unlink()
    with pytest.raises(WorldFault, match="用备份恢复"):
        identity.ready(tmp_path, MORNING)


def test_the_keys_of_one_kind_do_not_stand_for_another(tmp_path: Path) -> None:
    identity.ready(tmp_path, MORNING)
    folder = tmp_path / "keys"
    (folder / "package.key").write_bytes((folder / "authority.pem").read_bytes())
    with pytest.raises(WorldFault, match="用备份恢复"):
        identity.load(tmp_path)
    with pytest.raises(WorldFault, match="用备份恢复"):
        files.signing_key(folder / "nothing")


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"a file in its place")
    with pytest.raises(WorldFault, match="keys 不能写入"):
        files.write(tmp_path / "keys" / "authority.pem", b"")
