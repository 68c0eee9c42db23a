"""Attachments: the CSV files that a scenario refers to.

They are read when the scenario is loaded and travel with it, so that a scenario is
complete without the disk, and its digest covers them.
"""

from collections.abc import Mapping
from pathlib import Path

from sim.errors import Problem
from sim.scenario.model import Attachment
from sim.scenario.outline import Outline, rows_of, text_of
from sim.scenario.paths import format_loc
from sim.scenario.profiles import is_profile_file, parse_profile
from sim.scenario.replay import CsvNames, opening_problems, replay_problems

__all__ = ["MAX_BYTES", "attachments", "decoded", "read_bytes"]

MAX_BYTES = 200_000_000
"""Largest file that is read."""

_KEYS = ("replay", "profile", "opening_backlog")


def attachments(
    raw: Mapping[str, object], names: Outline, folder: Path
) -> tuple[list[Attachment], list[Problem]]:
    """Return the files that a raw scenario file names, and what is wrong with them.

    A file that is named twice is read once.
    Paths are relative to ``folder``, that of the scenario file.
    """
    files: dict[str, Attachment] = {}
    problems: list[Problem] = []
    csv_names = CsvNames.of(raw, names)
    for number, row in rows_of(raw, "demand"):
        for key in _KEYS:
            path = text_of(row.get(key))
            if not path or (key == "profile" and not is_profile_file(path)):
                continue
            if path not in files:
                text, trouble = _read(path, folder, format_loc(("demand", number, key)))
                problems += trouble
                if text is None:
                    continue
                files[path] = Attachment(path=path, text=text)
            problems += _content_problems(key, files[path], csv_names)
    return list(files.values()), problems


def read_bytes(path: Path, where: str) -> tuple[bytes | None, list[Problem]]:
    """Return the content of a file, or what keeps it from being read."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            values = {"limit": f"{MAX_BYTES // 1_000_000}"}
            return None, [Problem(where, "file_too_large", size, values=values)]
        return path.read_bytes(), []
    except FileNotFoundError:
        return None, [Problem(where, "file_missing", str(path))]
    except (OSError, ValueError) as error:
        values = {"message": str(error)}
        return None, [Problem(where, "file_unreadable", str(path), values=values)]


def decoded(content: bytes, where: str) -> tuple[str | None, list[Problem]]:
    """Return bytes as text, strictly UTF-8, with or without a byte order mark."""
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    rule = "not_utf8_but_cp932" if _is_cp932(content) else "not_utf8"
    return None, [Problem(f"{where}:{line}", rule)]


def _read(path: str, folder: Path, where: str) -> tuple[str | None, list[Problem]]:
    if Path(path).is_absolute() or "\0" in path:
        return None, [Problem(where, "path_not_relative", path)]
    content, problems = read_bytes(folder / path, where)
    if content is None:
        return None, problems
    return decoded(content, path)


def _is_cp932(content: bytes) -> bool:
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError:
        return False
    # the codec turns some bytes that no Japanese text has into private characters
    return not any("\ue000" <= letter <= "\uf8ff" for letter in text)


def _content_problems(key: str, file: Attachment, names: CsvNames) -> list[Problem]:
    if key == "profile":
        return parse_profile(file.text, file.path)[1]
    if key == "replay":
        return replay_problems(file.text, file.path, names)
    return opening_problems(file.text, file.path, names)
