"""The company's signing key: Ed25519 (RFC 8032), in PEM files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from auditor.errors import UsageError
from auditor.report.files import write_whole


def make_key(path: Path, passphrase: str | None = None) -> str:
    """Make a key: the private one at `path`, readable by its owner alone, the public one at
    ``<path>.pub``. Returns the fingerprint. Raises UsageError where there is a key already.
    """
    if path.exists():
        raise UsageError(f"{path} is there already; a key that was used is never overwritten")
    private = Ed25519PrivateKey.generate()
    lock: KeySerializationEncryption = NoEncryption()
    if passphrase:
        lock = BestAvailableEncryption(passphrase.encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    write_whole(path.with_name(path.name + ".pub"), public_pem(private.public_key()))
    return fingerprint(private.public_key())


def load_private(path: Path, passphrase: str | None = None) -> Ed25519PrivateKey:
    """Return the private key of a PEM file. Raises UsageError when it cannot be had."""
    try:
        secret = passphrase.encode() if passphrase else None
        key = load_pem_private_key(path.read_bytes(), secret)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"no signing key in {path}: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path} holds another kind of key than Ed25519")
    return key


def load_public(path: Path) -> Ed25519PublicKey:
    """Return the public key of a PEM file. Raises UsageError when it cannot be had."""
    try:
        return public_of(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"no public key in {path}: {error}") from error


def public_of(pem: bytes) -> Ed25519PublicKey:
    """Return the public key of PEM text. Raises ValueError."""
    try:
        key = load_pem_public_key(pem)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("another kind of key than Ed25519")
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM text."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the name by which people compare keys: ``SHA256:`` and the hash of the raw key."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return "SHA256:" + hashlib.sha256(raw).hexdigest()
