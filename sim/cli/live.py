"""``hanboki live``: follow a running sale from the order files that come in."""

from datetime import datetime
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exits import Refusal
from sim.cli.options import JsonOption, LangOption, ScenarioArgument, SeedOption
from sim.cli.sale_windows import MOMENT_FORMATS
from sim.cli.sampling import ReplicationsOption
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_REPLICATIONS, DEFAULT_SEED
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.live.volume import AgreedVolume
    from sim.live.watch import Live, Watch
    from sim.scenario.model import Scenario

__all__ = ["LEDGER_NAME", "live"]

LEDGER_NAME = ".hanboki-alerts.json"
"""Where incidents are kept unless asked otherwise: in the folder that is watched."""


def live(
    scenario: ScenarioArgument,
    folder: Annotated[Path, typer.Option("--folder", metavar="DIR")],
    alerts: Annotated[Path | None, typer.Option("--alerts", metavar="TOML")] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="FILE")] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="TOML")] = None,
    agreement: Annotated[
        Path | None, typer.Option("--agreement", metavar="RECEIPT")
    ] = None,
    every: Annotated[int, typer.Option("--every", metavar="SECONDS", min=5)] = 60,
    once: Annotated[bool, typer.Option("--once")] = False,
    now: Annotated[
        datetime | None,
        typer.Option("--now", metavar="TIME", formats=MOMENT_FORMATS),
    ] = None,
    replications: ReplicationsOption = DEFAULT_REPLICATIONS,
    seed: SeedOption = DEFAULT_SEED,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Follow a running sale: orders, backlog, what is at risk, whom to call by when."""
    from sim.live.alert_rules import load_alert_rules
    from sim.live.delivery import senders_of
    from sim.live.inbox import Inbox
    from sim.live.incidents import Ledger, voice_of
    from sim.live.watch import Watch
    from sim.orders import load_mapping
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    if not folder.is_dir():
        raise Refusal(key="live_no_folder", path=folder)
    plan = load(scenario_file(scenario))
    rules = None if alerts is None else load_alert_rules(alerts)
    columns = None if mapping is None else load_mapping(mapping)
    inbox = Inbox(folder, mapping=columns, timezone=plan.zone.key)
    volumes = _volumes(agreement)
    voice = voice_of(plan.digest, volumes, seed, replications)
    watch = Watch(
        plan,
        inbox,
        rules=rules,
        ledger=None
        if rules is None
        else Ledger(ledger or folder / LEDGER_NAME, voice=voice),
        send={} if rules is None else senders_of(rules, plan.name),
        volumes=volumes,
        seed=seed,
        replications=replications,
    )
    if once or now is not None:
        # whoever looks once means the files as they are
        inbox.trust()
        _show(watch.look(_moment(plan, now)), talk, is_json=json)
        return
    talk.tell("live_following", folder=folder, seconds=every)
    _follow(watch, plan, every, talk, is_json=json)


def _volumes(agreement: Path | None) -> "tuple[AgreedVolume, ...]":
    """Return the bands of an agreement's receipt; none without one."""
    if agreement is None:
        return ()
    from sim.live.agreed_volumes import agreed_volumes
    from sim.review.agreed import read_agreed

    return agreed_volumes(read_agreed(agreement.read_bytes()))


def _follow(
    watch: "Watch", plan: "Scenario", every: int, talk: Talk, *, is_json: bool
) -> None:
    """Look again and again until stopped with Ctrl-C; show what is new."""
    shown = None
    while True:
        found = watch.look(_moment(plan, None))
        if found.board is not shown or shown is None:
            _show(found, talk, is_json=is_json)
            shown = found.board
        for message in found.unsent:
            if message.last_error:
                talk.tell(
                    "live_unsent", channel=message.channel, why=message.last_error
                )
        sleep(every)


def _moment(plan: "Scenario", now: datetime | None) -> datetime:
    return datetime.now(plan.zone) if now is None else plan.aware(now)


def _show(found: "Live", talk: Talk, *, is_json: bool) -> None:
    if is_json:
        talk.show_json(_data(found))
        return
    from sim.cli.word_tables import show_table
    from sim.live.messages import subject_text
    from sim.report import live_words as words
    from sim.report.sentences import verdict_sentence

    language = talk.language
    talk.show_text(words.data_sentence(found, language), style="bold")
    for problem in found.problems:
        talk.show_text(problem.text(language), style="yellow")
    board = found.board
    if board is not None:
        talk.show_text(words.so_far_sentence(board, language))
        talk.show_text(verdict_sentence(board.result, language), style="bold")
        for volume in board.volumes:
            talk.show_text(words.volume_sentence(volume, language))
        for call in board.calls:
            talk.show_text(words.call_sentence(call, board, language))
        show_table(words.days_table(board, language), talk)
        show_table(words.pickups_table(board, language), talk)
        show_table(words.backlog_table(board, language), talk)
    show_table(words.files_table(found.intake, language), talk)
    for incident in found.incidents:
        talk.show_text(
            talk.say(
                "live_incident",
                alert=incident.alert,
                subject=subject_text(incident.subject, language),
            ),
            style="bold red",
        )
    if board is not None:
        record = board.result.record
        talk.show_text(
            talk.say(
                "live_record",
                name=board.plan.name,
                digest=record.scenario_digest[:12],
                seed=record.seed,
                replications=record.replications,
            ),
            style="dim",
        )


def _data(found: "Live") -> dict[str, Any]:
    """Return what is known as plain data, in no language."""
    from sim.live.plain import live_as_plain

    return live_as_plain(found)
