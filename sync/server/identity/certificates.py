"""Certificates of the township's own authority: itself, what it serves with, and the bridge from its predecessor.

A successor is signed by the authority before it too (`bridge`): whoever trusts the old one reaches the new one through
it, however long it was away.
"""

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_FOR = timedelta(days=365 * 20 + 5)
SERVER_FOR = timedelta(days=397)  # the longest that browsers take
_EARLIER = timedelta(days=1)  # clocks of other computers are behind


def new_key() -> ec.EllipticCurvePrivateKey:
    """A key on P-256, which every TLS library speaks."""
    return ec.generate_private_key(ec.SECP256R1())


def authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    """The certificate of a new authority, signed by itself."""
    name = _name(key.public_key())
    return _authority(key.public_key(), name, key, name, (now - _EARLIER, now + AUTHORITY_FOR))


def bridge(successor: x509.Certificate, old: x509.Certificate, old_key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """A successor's name and key, signed by the authority before it; good as long as both are."""
    key = successor.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey), "our own authorities have keys on P-256"
    until = min(successor.not_valid_after_utc, old.not_valid_after_utc)
    return _authority(key, successor.subject, old_key, old.subject, (successor.not_valid_before_utc, until))


def server(
    key: ec.EllipticCurvePublicKey,
    hosts: Iterable[str],
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    """What the township serves with. ``hosts`` are the names and addresses browsers may call it by."""
    until = min(now + SERVER_FOR, issuer.not_valid_after_utc)
    return (
        _begun(key, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vclinic township")]), issuer.subject)
        .not_valid_before(now - _EARLIER)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(list(map(_called, sorted(set(hosts))))), critical=False)
        .add_extension(_made_by(issuer_key), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def hosts_of(certificate: x509.Certificate) -> set[str]:
    """The names and addresses a certificate is good for."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}


def _authority(
    key: ec.EllipticCurvePublicKey,
    name: x509.Name,
    signer: ec.EllipticCurvePrivateKey,
    signer_name: x509.Name,
    valid: tuple[datetime, datetime],
) -> x509.Certificate:
    return (
        _begun(key, name, signer_name)
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_made_by(signer), critical=False)
        .sign(signer, hashes.SHA256())
    )


def _begun(key: ec.EllipticCurvePublicKey, name: x509.Name, signer_name: x509.Name) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(signer_name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(key: ec.EllipticCurvePublicKey) -> x509.Name:
    """A name of its own for each authority, so that a successor is never taken for the one before."""
    mark = x509.SubjectKeyIdentifier.from_public_key(key).digest.hex()[:16]
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"vclinic township authority {mark}")])


def _made_by(signer: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _called(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
