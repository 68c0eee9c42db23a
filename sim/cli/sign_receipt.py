"""``hanboki sign-receipt``: an organization's own key under a receipt."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.exits import Refusal
from sim.cli.options import ForceOption, JsonOption, LangOption
from sim.cli.talk import Talk
from sim.cli.writing import refuse_existing

__all__ = ["sign_receipt"]


def sign_receipt(
    receipt: Annotated[Path, typer.Argument(metavar="FILE")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE")],
    organization: Annotated[str, typer.Option("--organization", metavar="NAME")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    new_key: Annotated[bool, typer.Option("--new-key")] = False,
    force: ForceOption = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Sign a receipt that verifies with a key file; --new-key makes the key first."""
    from sim.agreements.receipt_check import verify_receipt
    from sim.agreements.signature import (
        create_key,
        fingerprint,
        read_signature,
        sign_receipt,
    )
    from sim.errors import TermsError
    from sim.scenario.writing import write_atomically

    talk = Talk.in_language(lang)
    target = out or receipt.with_name(receipt.stem + ".sig.json")
    refuse_existing(target, may_replace=force)
    report = verify_receipt(receipt.read_bytes())
    if report.fault is not None or report.body is None:
        raise TermsError(report.fault or ())
    if new_key:
        if key.exists():
            raise Refusal(key="refuse_exists", path=key)
        public = create_key(key)
        talk.tell("written", path=key)
        talk.tell("key_made", path=public, fingerprint=fingerprint(public.read_bytes()))
    signed = sign_receipt(
        str(report.body["sha256"]),
        key.read_bytes(),
        organization=organization,
        at=datetime.now(UTC),
    )
    write_atomically(target, signed)
    if json:
        found = read_signature(signed)
        talk.show_json({"path": str(target), "key_sha256": found.key_sha256})
    else:
        talk.tell("written", path=target)
