"""Breaks one rule at a time in a scratch copy of the engine and sees it caught.

``python -m tests.identity.mutants`` prints a table in Markdown (docs/mutants.md) and
fails if a mutant survives.
The copy runs without the JIT, so that nothing has to be compiled.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
EXAMPLES = 400


class Mutant(NamedTuple):
    """One change of one line."""

    rule: str
    """Number and subject of the rule."""
    what: str
    """What the mutant does instead."""
    file: str
    """File of the compiled engine, or of the rules."""
    old: str
    new: str


MUTANTS = (
    Mutant("1 clock", "the last tick of the horizon is simulated too", "kernel.py",
           "if min(now, other) >= p.end:", "if min(now, other) > p.end:"),
    Mutant("2 phases", "duties start before duties end", "kernel.py",
           "limit = (now << DUTY_SHIFT) | phase",
           "limit = (now << DUTY_SHIFT) | (phase ^ 3)"),
    Mutant("2 phases", "departures after arrivals", "kernel.py",
           "and _calendar(p, s, now, PHASE_GATE)\n        and _orders(p, s, now)",
           "and _orders(p, s, now)\n        and _calendar(p, s, now, PHASE_GATE)"),
    Mutant("2 phases", "wishes before arrivals", "kernel.py",
           "and _orders(p, s, now)\n        and _calendar(p, s, now, ARRIVE)\n"
           "        and _wishes(p, s, now)",
           "and _wishes(p, s, now)\n        and _orders(p, s, now)\n"
           "        and _calendar(p, s, now, ARRIVE)"),
    Mutant("4 flow", "the share of a step is ignored, drawn beforehand", "orders.py",
           'if u >= row["share"]:', "if u >= 1.0:"),
    Mutant("4 flow", "the share of a step is ignored in other flows", "walk.py",
           "    if share >= 1.0:\n", "    if share > 0.0:\n"),
    Mutant("4 flow", "a gate lets one case too many leave", "kernel.py",
           'min(gate["count"], p.steps[at(step)]["capacity"])',
           'min(gate["count"], p.steps[at(step)]["capacity"] + (gate["count"] > 0))'),
    Mutant("4 flow", "an interrupted wait ends as planned at first", "kernel.py",
           'if own["place"] == WAITING and own["rest"] == now:',
           'if own["place"] == WAITING:'),
    Mutant("5 queues", "priority is ignored in queues by ship-by", "state.py",
           "((HIGHEST_PRIORITY - priority) << PRIORITY_SHIFT)",
           "((HIGHEST_PRIORITY - priority * 0) << PRIORITY_SHIFT)"),
    Mutant("5 queues", "the later of two equals goes first", "queues.py",
           'nodes[at(one)]["order"] < nodes[at(other)]["order"]',
           'nodes[at(one)]["order"] > nodes[at(other)]["order"]'),
    Mutant("5 queues", "a run takes what is too early for its end", "queues.py",
           'elif run["last_key"] < key or (', 'elif run["last_key"] < key + 1 or ('),
    Mutant("5 queues", "the next of a run counts as early as the one before it",
           "queues.py",
           '            run["first_key"] = s.nodes[at(after)]["key"]\n', ""),
    Mutant("5 queues", "first come, first served is by ship-by", "walk.py",
           'if p.steps[at(step)]["is_fifo"]:', 'if p.steps[at(step)]["is_fifo"] > 1:'),
    Mutant("5 queues", "a paused case gets a new entry", "crew.py",
           'join_queue(s, case, integer(own["step"]))',
           's.nodes[at(case)]["key"] += p.steps[at(own["step"])]["is_fifo"]\n'
           '    join_queue(s, case, integer(own["step"]))'),
    Mutant("5 queues", "first come, first served ignores priority", "walk.py",
           "(key >> PRIORITY_SHIFT << PRIORITY_SHIFT)",
           "(100 << PRIORITY_SHIFT)"),
    Mutant("6 dispatch", "teams in reverse order", "crew.py",
           "for team in range(len(p.teams)):\n        while",
           "for team in range(len(p.teams) - 1, -1, -1):\n        while"),
    Mutant("6 dispatch", "the idle person with the largest number", "crew.py",
           "    bits = s.idle[at(word)]\n    s.idle[at(word)] = bits & (bits - 1)\n",
           "    bits = 1 << (int(s.idle[at(word)]).bit_length() - 1)\n"
           "    s.idle[at(word)] ^= bits\n"),
    Mutant("6 dispatch", "pick by ship-by takes the first queue", "crew.py",
           'if not p.teams[at(team)]["pick_due"]:', "if True:"),
    Mutant("6 dispatch", "heads of queues that tie: the later arrival", "crew.py",
           's.nodes[at(one)]["order"] < s.nodes[at(other)]["order"]',
           's.nodes[at(one)]["order"] > s.nodes[at(other)]["order"]'),
    Mutant("7 work", "the speed of the step is ignored", "encoding.py",
           "zip(team.speed, team.error_share",
           "zip([max(team.speed)] * len(team.speed), team.error_share"),
    Mutant("7 work", "experience starts anew in each duty", "crew.py",
           'person["experience"] += now - person["duty_start"]', "pass"),
    Mutant("7 work", "fatigue forgets the time before a break", "crew.py",
           'person["paid_before"] = paid_before', 'person["paid_before"] = 0'),
    Mutant("7 work", "work lasts a tick longer", "rules.py",
           "return max(1, int(standard_ticks / speed + 0.5))",
           "return max(2, int(standard_ticks / speed + 0.5))"),
    Mutant("8 end of shift", "pause also for teams that finish", "crew.py",
           'elif not p.teams[at(team)]["finishes"] and', "elif"),
    Mutant("8 end of shift", "a task that ends at this very tick is paused", "crew.py",
           'and person["ends"] > now:', 'and person["ends"] >= now:'),
    Mutant("8 end of shift", "a paused task starts from the beginning", "crew.py",
           '    own["rest"] = rest_ticks(\n        person["standard"], '
           'now - person["started"], person["speed"]\n    )',
           '    own["rest"] = person["standard"]'),
    Mutant("8 end of shift", "people stay after their overtime", "crew.py",
           'if person["on_duty"]:', "if True:"),
    Mutant("9 errors", "nothing goes wrong", "crew.py",
           'can_err and person["error_u"] < share', "False"),
    Mutant("9 errors", "rework takes the minutes of first work", "crew.py",
           'minutes["law"] if visit == 0 else minutes["rework_law"]',
           'minutes["law"]'),
    Mutant("9 errors", "rework takes what was drawn for first work", "crew.py",
           "if standard == 0 and visit == 0:", "if standard == 0:"),
    Mutant("9 errors", "found while queued: first does what it queues for", "walk.py",
           'if is_begun or own["flags"] & REDOING:',
           'if is_begun or own["flags"] & REDOING or place == QUEUED:'),
    Mutant("9 errors", "found while paused: leaves the task", "walk.py",
           '(place == QUEUED and own["rest"] > 0)', "False"),
    Mutant("9 errors", "redoes the last step first", "walk.py",
           'lowest = own["redo"] & -own["redo"]',
           'lowest = 1 << (int(own["redo"]).bit_length() - 1)'),
    Mutant("9 errors", "after rework to the next step, not back", "walk.py",
           '        following = integer(own["back"])\n',
           "        following = integer(p.steps[at(step)][\"next\"])\n"),
    Mutant("9 errors", "misshipped fires each time", "fates.py",
           'if s.cases[at(case)]["flags"] & MISSHIPPED == 0:', "if True:"),
    Mutant("9 errors", "what is to be redone at the handover is forgotten", "fates.py",
           '        own["redo"] = 0\n        misship(p, s, now, case)\n',
           '        own["redo"] = 0\n'),
    Mutant("9 errors", "one rework more than the limit", "crew.py",
           '["reworks"] < rules.MAX_REWORKS', '["reworks"] <= rules.MAX_REWORKS'),
    Mutant("10 triggers", "the share of a trigger is ignored", "fates.py",
           "            if u >= share:\n                continue",
           "            if u >= 1.0:\n                continue"),
    Mutant("10 triggers", "a started case arrives a tick later", "fates.py",
           "delay = integer(1)", "delay = integer(2)"),
    Mutant("10 triggers", "late a tick later", "orders.py",
           "late_tick(o.arrived[case], o.due[case])",
           "late_tick(o.arrived[case], o.due[case] + (o.due[case] < p.end))"),
    Mutant("10 triggers", "late before it arrives", "orders.py",
           "late_tick(o.arrived[case], o.due[case])", "late_tick(0, o.due[case])"),
    Mutant("11 cancel", "one in work leaves at once", "fates.py",
           's.cases[at(case)]["leaving"] = cause',
           's.cases[at(case)]["leaving"] = cause * (cause != CUSTOMER)'),
    Mutant("11 cancel", "a shipped order can be cancelled", "fates.py",
           'place in (NOT_YET, GONE) or own["flags"] & SHIPPED != 0:',
           "place in (NOT_YET, GONE):"),
    Mutant("11 cancel", "requests take effect without looking at shipping", "fates.py",
           '    if own["flags"] & REQUESTED:\n        own["flags"] |= CROSSED',
           '    if own["flags"] & REQUESTED:\n        own["flags"] |= 0'),
    Mutant("11 cancel", "a second request", "fates.py",
           '        if own["flags"] & REQUESTED:\n            return',
           '        if own["flags"] & REQUESTED > 2:\n            return'),
    Mutant("11 cancel", "the mall cancels what has been confirmed", "fates.py",
           's.cases[at(case)]["furthest"] <= p.auto_step',
           's.cases[at(case)]["furthest"] <= p.auto_step + 1'),
    Mutant("11 cancel", "one that leaves after its task is queued when paused",
           "crew.py", "    if leaving != 0:\n        close_stay",
           "    if leaving > 99:\n        close_stay"),
    Mutant("11 cancel", "given up on before it arrives", "orders.py",
           "max(o.cancel_late_at[case], o.arrived[case], 0)",
           "max(o.cancel_late_at[case], 0)"),
    Mutant("12 on call", "called when the queue is at the mark", "crew.py",
           '["count"] > rule["call_above"]', '["count"] >= rule["call_above"]'),
    Mutant("12 on call", "called again while the last call lasts", "crew.py",
           'if is_due and now >= crew["call_over"]:', "if is_due:"),
    Mutant("12 on call", "no limit of calls", "crew.py",
           'if crew["n_calls"] >= rule["call_max"]:', "if False:"),
    Mutant("13 oversell", "a missing unit is not noticed in passing", "walk.py",
           '        if own["found_at"] == step:\n            leave',
           '        if own["found_at"] == step + 100:\n            leave'),
    Mutant("13 oversell", "a missing unit is never noticed", "walk.py",
           '    if own["found_at"] == step:\n        leave(p, s, now, case, OVERSOLD)'
           "\n        return\n    if is_wrong",
           "    if is_wrong"),
    Mutant("14 opening", "open orders pass their step by its share", "walk.py",
           '        if own["flags"] & STANDS:\n', '        if own["flags"] & 0:\n'),
    Mutant("14 opening", "open orders fire `arrived`", "walk.py",
           'if s.cases[at(case)]["flags"] & STANDS == 0:', "if True:"),
    Mutant("counts", "a point of the grid sees what happens at its tick", "counting.py",
           "point * s.grid_step <= now:", "point * s.grid_step < now:"),
    Mutant("counts", "a full hour belongs to the hour before", "counting.py",
           "while s.counts[HOUR_END] <= now:", "while s.counts[HOUR_END] < now:"),
    Mutant("counts", "the opening backlog is not there at tick 0", "counting.py",
           '        if own["flags"] & STANDS == 0:\n            break',
           "        if True:\n            break"),
    Mutant("counts", "first rework counts as first work", "counting.py",
           "(visit > 0) * len(p.steps)", "(visit > 1) * len(p.steps)"),
    Mutant("counts", "who comes at a departure was there before it", "counting.py",
           "place += integer(p.departures[at(place)] == now)", "place += 0"),
    Mutant("counts", "who comes and goes at a departure was held back", "counting.py",
           "last + integer(since == now and tick == now)", "last"),
    Mutant("counts", "late at the very ship-by", "counting.py",
           "and min(p.departures[at(late)], p.end) > due",
           "and min(p.departures[at(late)], p.end) >= due"),
    Mutant("counts", "late for a departure at the tick of the entry", "counting.py",
           "and p.departures[at(late - 1)] > since",
           "and p.departures[at(late - 1)] >= since"),
    Mutant("counts", "a second pause forgets the first", "counting.py",
           '    if own["rest"] == 0:\n        stay["since"]',
           '    if True:\n        stay["since"]'),
    Mutant("counts", "what was waited before a pause is lost", "counting.py",
           'waited += s.stays[at(case)]["waited"]', "waited += 0"),
    Mutant("counts", "a stay begins at the pause", "counting.py",
           'since = integer(s.stays[at(case)]["since"])', "since = integer(since)"),
    Mutant("counts", "a wait of one tick is none", "counting.py",
           "    if waited > 0:\n", "    if waited > 1:\n"),
    Mutant("counts", "the night goes on in the morning", "counting.py",
           "min(tick, s.set_ends[at(last)])", "tick"),
    Mutant("counts", "overtime does not begin", "crew.py",
           "    else:\n        begin_span(p, s, now, OVERTIME, worker)\n", ""),
    Mutant("counts", "back from a break, overtime goes on", "crew.py",
           "        _set_idle(p, s, worker)\n    else:\n"
           "        end_span(p, s, now, OVERTIME, worker)\n\n",
           "        _set_idle(p, s, worker)\n\n"),
    Mutant("counts", "overtime does not end with the task", "crew.py",
           "        _set_idle(p, s, worker)\n    else:\n"
           "        end_span(p, s, now, OVERTIME, worker)\n    end_span",
           "        _set_idle(p, s, worker)\n    end_span"),
    Mutant("counts", "who leaves in a pause is still at the step", "crew.py",
           '        close_stay(p, s, now, case, integer(person["started"]))\n'
           "        leave(", "        leave("),
    Mutant("counts", "a shipped order is open until it is reported", "fates.py",
           '    s.fates[at(case)]["completed"] = now\n    s.counts[N_OPEN] -= 1\n',
           '    s.fates[at(case)]["completed"] = now\n'),
    Mutant("counts", "a cancelled order stays open", "fates.py",
           '    s.cases[at(case)]["cause"] = cause\n    s.counts[N_OPEN] -= 1\n',
           '    s.cases[at(case)]["cause"] = cause\n'),
    Mutant("counts", "duty at the end of the horizon is not paid", "ending.py",
           '        if person["on_duty"]:\n'
           "            end_span(p, s, p.end, DUTY, worker)\n        elif is_busy:",
           '        if is_busy and not person["on_duty"]:'),
    Mutant("counts", "work at the end of the horizon is not counted", "ending.py",
           "            end_span(p, s, p.end, BUSY, worker)\n", ""),
    Mutant("counts", "missed on the day of the order", "ending.py",
           "_count_on(s, due, n_cells, cell, BY_MISS)",
           "_count_on(s, s.order_at[at(order)], n_cells, cell, BY_MISS)"),
    Mutant("counts", "open cases that are not yet due are judged", "ending.py",
           "is_promised and (is_done or due < p.end)", "is_promised"),
    Mutant("counts", "the percentile leaves out who did not wait", "counted.py",
           "zeros = count - len(waits)", "zeros, count = 0, max(1, len(waits))"),
    Mutant("counts", "hours keep the edges only", "counted.py",
           "running * width + rest", "running * 0 + rest"),
)  # fmt: skip


def first_failure(subject: str) -> str:
    """Return which test sees the engines part first; empty if none does.

    ``subject`` is ``measures`` for what is counted, ``engines`` for what happens.
    """
    from hypothesis import HealthCheck, Phase, given, settings

    from sim.errors import EngineError
    from tests.identity import test_engines_agree, test_measures_agree
    from tests.identity.cases import CASES
    from tests.identity.test_engines_agree import replications
    from tests.strategies import raw_scenarios, scenario_of, seeds

    of_subject = {
        "engines": test_engines_agree.difference,
        "measures": test_measures_agree.difference,
    }
    difference = of_subject[subject]
    test = f"test_{'counts' if subject == 'measures' else 'engines'}_agree"

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(raw_scenarios(), seeds, replications)
    def drawn(raw, seed, replication):
        assert difference(scenario_of(raw), seed, replication) is None

    try:
        drawn()
    except AssertionError:
        return f"{test}_on_drawn_scenarios"
    except BaseException as error:  # a mutant may break in any way
        return f"{test}_on_drawn_scenarios ({type(error).__name__})"
    for name, case in CASES.items():
        try:
            assert difference(case(), 1, 0) is None
        except (AssertionError, EngineError):
            return f"{test}_on_sharp_cases[{name}]"
    return ""


def caught_by(mutant: Mutant | None) -> str:
    """Return the test that catches a mutant in a scratch copy of the project."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        ignored = shutil.ignore_patterns("__pycache__")
        for part in ("sim", "tests"):
            shutil.copytree(ROOT / part, copy / part, ignore=ignored)
        if mutant is not None:
            _apply(mutant, copy)
        is_count = mutant is not None and mutant.rule == "counts"
        subject = "measures" if is_count else "engines"
        done = subprocess.run(
            [sys.executable, "-m", "tests.identity.mutants", "--one", subject],
            cwd=copy,
            env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    return done.stdout.strip() or ("crash" if done.returncode else "")


def _apply(mutant: Mutant, copy: Path) -> None:
    engines = copy / "sim" / "engines"
    file = engines / "compiled" / mutant.file
    if mutant.file == "rules.py":  # only the compiled engine gets the broken rule
        broken = engines / "compiled" / "broken_rules.py"
        source = (engines / "rules.py").read_text(encoding="utf-8")
        broken.write_text(source, encoding="utf-8")
        crew = engines / "compiled" / "crew.py"
        text = crew.read_text(encoding="utf-8")
        crew.write_text(
            text.replace(
                "from sim.engines import rules\n",
                "from sim.engines.compiled import broken_rules as rules\n",
            ),
            encoding="utf-8",
        )
        file = broken
    text = file.read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1, (mutant, text.count(mutant.old))
    file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")


def main() -> int:
    """Print the table; return 1 if a mutant survives or the original fails."""
    with ThreadPoolExecutor(2) as pool:
        healthy, *tests = pool.map(caught_by, (None, *MUTANTS))
    lines = ["| rule | mutant | caught by |", "|---|---|---|"]
    for mutant, test in zip(MUTANTS, tests, strict=True):
        lines.append(f"| {mutant.rule} | {mutant.what} | {test or '**survived**'} |")
    sys.stdout.write("\n".join(lines) + "\n")
    if healthy:
        sys.stderr.write(f"the engine without a mutation fails: {healthy}\n")
    return int(bool(healthy) or not all(tests))


if __name__ == "__main__":
    if "--one" in sys.argv:
        sys.stdout.write(first_failure(sys.argv[-1]))
    else:
        sys.exit(main())
