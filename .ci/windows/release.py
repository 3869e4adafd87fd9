"""Signs a release of the clinic program, so that clinics believe it.

Usage: release.py new-key KEY
       release.py sign SETUP --key KEY --version V --sequence N --min-from V --schema N --released DAY --notes FILE --out DIR
    KEY   the private key (PEM, PKCS8), written once and readable by its owner only; it never goes into the tree
    DIR   gets the setup file, manifest.json and manifest.sig: what a stick or a township hands on

`new-key` prints the public half, which goes into resources/delivery/keys.json. Exit 0 done, 1 not done.
"""

import argparse
import base64
import hashlib
import os
import shutil
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from vclinic.delivery.manifest import APP, CHANNEL, MANIFEST, SIGNATURE, Manifest, read, spelled  # noqa: E402
from vclinic.domain.problem import Refused  # noqa: E402


def new_key(path: Path) -> int:
    """Write a private key where none is yet; print its public half."""
    key = Ed25519PrivateKey.generate()
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"release: {path} is there already; no key is ever written over", file=sys.stderr)
        return 1
    with os.fdopen(place, "wb") as file:
        file.write(content)
    print(key.public_key().public_bytes_raw().hex())
    return 0


def sign(options: argparse.Namespace) -> int:
    """Put setup file, manifest and signature into a folder, and read them back as a clinic will."""
    key = serialization.load_pem_private_key(options.key.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        print(f"release: {options.key} is no Ed25519 key", file=sys.stderr)
        return 1
    setup: Path = options.setup
    with setup.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = Manifest(
        app=APP,
        channel=CHANNEL,
        version=options.version,
        sequence=options.sequence,
        min_from_version=options.min_from,
        schema_version=options.schema,
        setup=setup.name,
        size=setup.stat().st_size,
        sha256=sha256,
        released=options.released,
        notes_zh=options.notes.read_text("utf-8").strip(),
    )
    content = spelled(manifest)
    signature = base64.b64encode(key.sign(content))
    try:
        read(content, signature, [key.public_key()])
    except Refused as fault:
        print(f"release: no clinic would take this ({fault.code}): {manifest}", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    if setup.resolve().parent != options.out.resolve():
        shutil.copyfile(setup, options.out / setup.name)
    (options.out / MANIFEST).write_bytes(content)
    (options.out / SIGNATURE).write_bytes(signature + b"\n")
    print(f"{options.out}: {manifest.setup}, sequence {manifest.sequence}")
    return 0


def main() -> int:
    """One of the two; the exit code."""
    parser = argparse.ArgumentParser(description="signs a release of the clinic program")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new-key").add_argument("key", type=Path)
    signing = commands.add_parser("sign")
    signing.add_argument("setup", type=Path)
    for name in ("key", "notes", "out"):
        signing.add_argument(f"--{name}", type=Path, required=True)
    for name in ("version", "min-from", "released"):
        signing.add_argument(f"--{name}", required=True)
    for name in ("sequence", "schema"):
        signing.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    return new_key(options.key) if options.command == "new-key" else sign(options)


if __name__ == "__main__":
    sys.exit(main())
