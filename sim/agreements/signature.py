"""Detached signatures of a receipt: optional, Ed25519, one key an organization.

A signature shows that whoever holds an organization's key has signed this receipt.
Whose key it is, the two sides tell each other on another way: hanboki is no certificate
authority, and the result is not a qualified electronic signature.

References
----------
Josefsson, S. & Liusvaara, I. (2017). Edwards-Curve Digital Signature Algorithm (EdDSA).
RFC 8032.
"""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from sim.agreements.canonical import canonical_bytes, content_digest, parsed_json
from sim.agreements.chain import utc_text
from sim.errors import Problem, TermsError

__all__ = [
    "SIGNATURE_FORMAT",
    "Signature",
    "create_key",
    "fingerprint",
    "read_signature",
    "sign_receipt",
    "verify_signature",
]

SIGNATURE_FORMAT: Final = "hanboki.signature/1"


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands in a signature file."""

    receipt_sha256: str
    """Hash that the receipt states of itself."""
    organization: str
    """Who signed, as the signer says."""
    at: str
    """When, as the signer says, UTC."""
    key_sha256: str
    """Fingerprint of the public key."""
    signature: str
    """Ed25519 over the canonical form of the format and the fields above, base64."""

    def signed_bytes(self) -> bytes:
        """Return what the signature is over."""
        return canonical_bytes(
            {
                "format": SIGNATURE_FORMAT,
                "receipt_sha256": self.receipt_sha256,
                "organization": self.organization,
                "at": self.at,
                "key_sha256": self.key_sha256,
            }
        )


def create_key(path: Path) -> Path:
    """Write a new private key to ``path``, readable by its owner only.

    The public key is written beside it, as ``<name>.pub``, to be given to the other
    side; its path is returned.

    Raises
    ------
    FileExistsError
        There is a file at one of the two paths; a key is never replaced.
    """
    key = Ed25519PrivateKey.generate()
    public = path.with_name(path.name + ".pub")
    if public.exists():
        raise FileExistsError(17, os.strerror(17), str(public))
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return public


def sign_receipt(
    receipt_sha256: str, private_key: bytes, *, organization: str, at: datetime
) -> bytes:
    """Return the signature file of a receipt.

    Raises
    ------
    TermsError
        The key is no Ed25519 private key.
    """
    try:
        key = load_pem_private_key(private_key, password=None)
    except (ValueError, TypeError) as error:
        raise TermsError(Problem("key", "signature_key")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise TermsError(Problem("key", "signature_key"))
    unsigned = Signature(
        receipt_sha256=receipt_sha256,
        organization=organization,
        at=utc_text(at),
        key_sha256=fingerprint(
            key.public_key().public_bytes(
                Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
            )
        ),
        signature="",
    )
    signed = base64.b64encode(key.sign(unsigned.signed_bytes())).decode()
    content = {
        "format": SIGNATURE_FORMAT,
        "receipt_sha256": unsigned.receipt_sha256,
        "organization": unsigned.organization,
        "at": unsigned.at,
        "key_sha256": unsigned.key_sha256,
        "signature": signed,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_signature(content: bytes) -> Signature:
    """Return the signature of a signature file.

    Raises
    ------
    TermsError
        It is no signature file.
    """
    names = {*Signature.__dataclass_fields__, "format"}
    try:
        found = parsed_json(content)
    except ValueError as error:
        raise TermsError(Problem("signature", "signature_unreadable")) from error
    if isinstance(found, Mapping) and set(found) == names:
        words = {key: value for key, value in found.items() if isinstance(value, str)}
        if len(words) == len(names) and words.pop("format") == SIGNATURE_FORMAT:
            return Signature(**words)
    raise TermsError(Problem("signature", "signature_unreadable"))


def verify_signature(
    signature: Signature, receipt_sha256: str, public_key: bytes
) -> Problem | None:
    """Return what is wrong with a signature of a receipt; None when it is right.

    Raises
    ------
    TermsError
        The key is no Ed25519 public key.
    """
    key = _public_key(public_key)
    problem = Problem("signature", "signature_wrong", signature.organization)
    if signature.receipt_sha256 != receipt_sha256:
        return problem
    if signature.key_sha256 != fingerprint(public_key):
        return problem
    try:
        signed = base64.b64decode(signature.signature, validate=True)
        key.verify(signed, signature.signed_bytes())
    except (InvalidSignature, binascii.Error):
        return problem
    return None


def fingerprint(public_key: bytes) -> str:
    """Return the SHA-256 of a public key, which people compare by telephone.

    Raises
    ------
    TermsError
        The key is no Ed25519 public key.
    """
    raw = _public_key(public_key).public_bytes(Encoding.Raw, PublicFormat.Raw)
    return content_digest(raw.hex())


def _public_key(pem: bytes) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError) as error:
        raise TermsError(Problem("key", "signature_key")) from error
    if not isinstance(key, Ed25519PublicKey):
        raise TermsError(Problem("key", "signature_key"))
    return key
