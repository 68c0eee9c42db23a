"""Where a receipt goes: a file, or a folder with everything that belongs to it."""

from pathlib import Path

from sim.cli.writing import (
    finished_file,
    finished_folder,
    refuse_existing,
    refuse_folder,
)
from sim.language import Language

__all__ = ["refuse_receipt", "write_receipt"]

_PAPERS = {".pdf": "agreement.pdf", ".xlsx": "agreement.xlsx"}
_ONE_FILE = (".json", *_PAPERS)


def refuse_receipt(out: Path, *, may_replace: bool) -> None:
    """Refuse a place that cannot be written to, before anything is exported.

    Raises
    ------
    Refusal
        There is something that must not be replaced.
    """
    if out.suffix.lower() in _ONE_FILE:
        refuse_existing(out, may_replace=may_replace)
    else:
        refuse_folder(out, may_replace=False)


def write_receipt(receipt: bytes, out: Path, language: Language) -> None:
    """Write a receipt; the ending of the name says what.

    ``.json`` is the receipt itself, ``.pdf`` and ``.xlsx`` are the agreement made from
    it; any other name is a folder that holds these, the terms and the plan.
    """
    ending = out.suffix.lower()
    if ending == ".json":
        with finished_file(out) as unfinished:
            unfinished.write_bytes(receipt)
        return
    from sim.report.receipt_bundle import receipt_bundle

    files = receipt_bundle(receipt, language)
    if ending in _PAPERS:
        with finished_file(out) as unfinished:
            unfinished.write_bytes(files[_PAPERS[ending]])
        return
    with finished_folder(out) as folder:
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
