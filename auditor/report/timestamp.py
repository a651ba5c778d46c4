"""Time stamps by a third party (RFC 3161): proof that a signature was there at a time.

The stamp is over the bytes of the signature, so that whoever trusts the time-stamping authority
knows that the pack was signed no later, whatever the company's own clock said.
"""

from __future__ import annotations

import datetime as dt
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from cryptography import x509

from auditor.errors import RunError, UsageError

_WAIT = 30
"""Seconds to wait for the authority's answer."""


def fetch_stamp(url: str, signature: bytes) -> bytes:
    """Ask the authority at `url` for a stamp of `signature`; its answer, DER.

    Raises UsageError where the package is missing or `url` is none of the web, RunError where the
    authority is not there or does not grant a stamp of this signature.
    """
    tsp = _package()
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"--timestamp {url}: is no http address")
    request = tsp.TimestampRequestBuilder().data(signature).build()
    asked = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
        url, request.as_bytes(), {"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=_WAIT) as answer:  # noqa: S310
            stamp: bytes = answer.read()
        response = tsp.decode_timestamp_response(_sorted(stamp))
        granted = tsp.PKIStatus(response.status) is tsp.PKIStatus.GRANTED
        own = granted and response.tst_info.nonce == request.nonce
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        raise RunError(f"{url}: no time stamp: {error}") from error
    if not own:
        raise RunError(f"{url}: the authority did not grant a stamp of this signature")
    return stamp


def stamped_at(stamp: bytes, signature: bytes, roots: Sequence[x509.Certificate]) -> dt.datetime:
    """Return when `signature` was stamped, by an authority below one of `roots`.

    Raises ValueError where the stamp is damaged, of other bytes, or of another authority.
    """
    tsp = _package()
    response = tsp.decode_timestamp_response(_sorted(stamp))
    verifier = tsp.VerifierBuilder(roots=list(roots)).build()
    try:
        verifier.verify_message(response, signature)
    except tsp.VerificationError as error:
        raise ValueError(str(error)) from error
    time: dt.datetime = response.tst_info.gen_time
    return time


def load_roots(paths: Sequence[Path]) -> list[x509.Certificate]:
    """Return the certificates of PEM files. Raises UsageError when one cannot be had."""
    roots: list[x509.Certificate] = []
    for path in paths:
        try:
            roots += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            raise UsageError(f"no certificate in {path}: {error}") from error
    return roots


def _sorted(stamp: bytes) -> bytes:
    """The answer with its certificates in the order that DER asks for.

    Authorities that run on openssl leave them as they come, and strict readers refuse that. They are
    not under the signature, so that their order is nobody's word. Raises ValueError.
    """
    from asn1crypto import cms, tsp

    try:
        answer = tsp.TimeStampResp.load(stamp, strict=True)
        signed = answer["time_stamp_token"]["content"]
        certificates = sorted(signed["certificates"], key=lambda one: one.dump())
        signed["certificates"] = cms.CertificateSet(certificates)
        made: bytes = answer.dump()
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a time stamp: {error}") from error
    return made


def _package() -> ModuleType:
    try:
        import asn1crypto.tsp  # noqa: F401 (both come with the extra)
        import rfc3161_client
    except ImportError as error:
        raise UsageError("time stamps need a package: pip install 'auditor[timestamp]'") from error
    return rfc3161_client
