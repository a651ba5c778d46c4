"""A time-stamping authority of one's own: certificates by `cryptography`, answers by ``openssl ts``."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_CONFIG = """\
[tsa]
default_tsa = tsa1
[tsa1]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_chain = no
"""


class Authority:
    """A root, an authority's certificate below it, and answers to requests."""

    def __init__(self, folder: Path) -> None:
        """Make the certificates in `folder`."""
        if not shutil.which("openssl"):
            pytest.skip("no openssl here")
        folder.mkdir()
        self.folder = folder
        self.root = folder / "root.pem"
        root_key, own_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"root of {folder.name}")])
        own = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stamps")])
        ca = x509.BasicConstraints(ca=True, path_length=None)
        stamps = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
        self._write("root.pem", _certificate(name, name, root_key.public_key(), root_key, ca))
        self._write("tsa.pem", _certificate(own, name, own_key.public_key(), root_key, stamps))
        secret = own_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "tsa.key").write_bytes(secret)
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))

    def answer(self, request: bytes) -> bytes:
        """The response to a request, DER."""
        asked, answered = self.folder / "request.tsq", self.folder / "response.tsr"
        asked.write_bytes(request)
        command = ["openssl", "ts", "-reply", "-config", str(self.folder / "tsa.cnf")]
        command += ["-queryfile", str(asked), "-out", str(answered)]
        subprocess.run(command, check=True, capture_output=True)
        return answered.read_bytes()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Answer at an address of this machine."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["Content-Type"] == "application/timestamp-query"
                content = self.rfile.read(int(self.headers["Content-Length"]))
                answer = authority.answer(content)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        with HTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/"
            finally:
                server.shutdown()
                thread.join()

    def _write(self, name: str, certificate: x509.Certificate) -> None:
        (self.folder / name).write_bytes(certificate.public_bytes(Encoding.PEM))


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePrivateKey,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(extension, critical=True)
        .sign(signer, hashes.SHA256())
    )
