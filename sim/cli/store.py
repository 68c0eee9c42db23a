"""``hanboki store``: what was computed before and is kept."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import JsonOption, LangOption
from sim.cli.running import user_store
from sim.cli.tables import plain_table
from sim.cli.talk import Talk
from sim.language import moment_text, number_text

if TYPE_CHECKING:
    from sim.experiments.store import KeptRun, RunStore

__all__ = ["store"]

_BYTES_A_MB = 1_000_000


def store(
    clear: Annotated[bool, typer.Option("--clear")] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show the runs that are kept, or remove them."""
    talk = Talk.in_language(lang)
    found = user_store(talk)
    if clear and found is not None:
        found.clear()
    if json:
        talk.show_json(_data(found))
    elif found is None:
        talk.show_text(talk.say("store_off"))
    else:
        _show(found, talk)


def _show(store: "RunStore", talk: Talk) -> None:
    runs = store.runs()
    if runs:
        heads = ("name", "digest", "seed", "engine", "used", "size")
        talk.show(
            plain_table(
                [talk.say(f"store_head_{head}") for head in heads],
                [_row(run, talk) for run in runs],
                numbers_from=5,
            )
        )
    size = sum(run.size_bytes for run in runs)
    talk.show_text(
        talk.say(
            "store_size",
            count=number_text(len(runs), talk.language),
            size=_megabytes(size, talk),
            limit=_megabytes(store.limit_bytes, talk),
            folder=store.folder,
        )
    )


def _row(run: "KeptRun", talk: Talk) -> list[str]:
    about = run.about
    return [
        str(about.get("scenario_name", "-")),
        str(about.get("scenario_digest", "-"))[:12],
        str(about.get("seed", "-")),
        str(about.get("engine", "-")),
        moment_text(run.used_at.astimezone(), talk.language),
        _megabytes(run.size_bytes, talk),
    ]


def _megabytes(size: int, talk: Talk) -> str:
    amount = number_text(size / _BYTES_A_MB, talk.language, 1)
    return talk.say("megabytes", amount=amount)


def _data(store: "RunStore | None") -> dict[str, object]:
    runs = [] if store is None else store.runs()
    return {
        "folder": None if store is None else str(store.folder),
        "limit_bytes": None if store is None else store.limit_bytes,
        "size_bytes": sum(run.size_bytes for run in runs),
        "runs": [
            {
                "about": dict(run.about),
                "used_at": run.used_at.isoformat(),
                "size_bytes": run.size_bytes,
            }
            for run in runs
        ],
    }
