"""Trust in one township and nobody else: the certificate of its own authority, kept at pairing.

Under a pin the authority is the identity: neither the address nor the day is looked at. A village's clock may be years
off, and the key of what is served lies beside that of its authority, so that a day would protect nothing.
"""

import hashlib
import ssl

from cryptography import x509
from cryptography.exceptions import InvalidSignature

_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python gives no name
_BITS_HEX = 40  # hexadecimal digits of a fingerprint that a pairing text carries


def trusting(authority: str) -> ssl.SSLContext:
    """TLS with whoever this authority (PEM), or one that it signed, vouches for."""
    context = _context()
    context.load_verify_locations(cadata=authority)
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= _NO_CHECK_TIME
    return context


def unverified() -> ssl.SSLContext:
    """TLS with anybody: to fetch a certificate that is compared with a fingerprint, and for nothing else."""
    context = _context()
    context.verify_mode = ssl.CERT_NONE
    return context


def is_meant(authority: str, fingerprint: str) -> bool:
    """Whether a certificate (PEM) is the one whose fingerprint's first 160 bits are known."""
    try:
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(authority.strip())).hexdigest()
        x509.load_pem_x509_certificate(authority.encode("ascii"))
    except ValueError:
        return False
    return digest[:_BITS_HEX] == fingerprint


def vouches(authority: str, served: bytes) -> bool:
    """Whether an authority (PEM) itself signed what was served with (DER), not only through its successor."""
    try:
        x509.load_der_x509_certificate(served).verify_directly_issued_by(
            x509.load_pem_x509_certificate(authority.encode("ascii"))
        )
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    return context
