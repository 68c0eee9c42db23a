"""Hypothesis strategies for valid scenarios that use most parts of the format."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from sim.scenario.model import Scenario
from tests.unit.scenario.small import local

NAMES = st.text("abcxyz店舗受注-_0189", min_size=1, max_size=8)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20
) | st.sampled_from(['"', "a\\b", "line\nline", "tab\t", "[x] = 1 # no"])
SHARES = st.floats(0, 1)
POSITIVE = st.floats(1e-3, 1e4)
CLOCKS = st.sampled_from(["00:00", "09:00", "13:30", "23:59"])
DAYS = st.sampled_from(["Mon", "weekend", "holiday", "2026-12-05..2026-12-07"])


def simple_laws() -> st.SearchStrategy[dict]:
    """Laws without parts."""
    return st.one_of(
        st.builds(lambda v: {"distribution": "constant", "value": v}, st.floats(0, 9)),
        st.builds(lambda m: {"distribution": "exponential", "mean": m}, POSITIVE),
        st.builds(
            lambda m, cv: {"distribution": "lognormal", "mean": m, "cv": cv},
            POSITIVE,
            st.floats(0.1, 3),
        ),
        st.builds(
            lambda low, more: {
                "distribution": "uniform",
                "low": low,
                "high": low + more,
            },
            st.floats(0, 5),
            st.floats(1, 5),
        ),
        st.just({"distribution": "empirical", "values": [1, 2.5], "weights": [1, 3]}),
    )


def laws() -> st.SearchStrategy[dict]:
    """Laws, mixtures among them."""
    return simple_laws() | st.builds(
        lambda first, second: {
            "distribution": "mixture",
            "parts": [{"share": 0.25, "of": first}, {"share": 0.75, "of": second}],
        },
        simple_laws(),
        simple_laws(),
    )


@st.composite
def horizons(draw) -> dict:
    """Horizons with and without an offset."""
    zone = draw(st.sampled_from([None, timezone(timedelta(hours=9))]))
    start = datetime(2026, 12, 3, draw(st.integers(0, 23)), tzinfo=zone)
    days = draw(st.integers(1, 40))
    return {"start": start, "end": start + timedelta(days=days)}


@st.composite
def teams(draw, steps: list[str]) -> dict:
    """Teams that serve some of the steps."""
    team = {
        "name": draw(NAMES),
        "employer": draw(NAMES),
        "serves": draw(st.lists(st.sampled_from(steps), min_size=1, unique=True)),
        "speed": draw(st.floats(0.1, 3)),
        "error_share": draw(st.dictionaries(st.sampled_from(steps), SHARES)),
        "shifts": draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "days": st.lists(DAYS, min_size=1, max_size=2),
                        "from": CLOCKS,
                        "to": CLOCKS,
                        "breaks": st.sampled_from([[], ["12:00-13:00"]]),
                        "heads": st.integers(0, 5),
                    },
                    optional={"label": TEXTS},
                ),
                max_size=3,
            )
        ),
    }
    if draw(st.booleans()):
        team["cost"] = {"yen_per_hour": draw(POSITIVE), "holiday_days": ["Sun"]}
        team["fatigue"] = {"after_hours": draw(POSITIVE), "slowdown": 1.25}
    return team


@st.composite
def scenarios(draw) -> Scenario:
    """Valid scenarios."""
    step_names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    order = [
        {"step": name, "kind": "work", "minutes": draw(laws())} for name in step_names
    ]
    shares = draw(st.sampled_from([(1.0,), (0.25, 0.75)]))
    classes = [
        {
            "name": f"class-{index}",
            "share": share,
            "ship_by": draw(
                st.sampled_from(
                    [None, {"within_hours": 1.5}, {"cutoff": "12:00", "by": "18:00"}]
                )
            ),
            "value_yen": draw(laws()),
        }
        for index, share in enumerate(shares)
    ]
    holidays = draw(st.sampled_from(["JP", "US", "none"]))
    tables = {
        "name": draw(TEXTS),
        "description": draw(st.just("") | TEXTS),
        "horizon": draw(horizons()),
        "calendar": {"holidays": holidays, "shipping": {"closed": ["Sun"]}},
        "demand": [
            {
                "shop": draw(NAMES),
                "orders_per_day": draw(st.floats(0, 1e6)),
                "profile": draw(st.sampled_from(["flat", "evening"])),
                "opening_backlog": {step_names[0]: draw(st.integers(0, 9))},
                "events": [
                    {
                        "label": draw(TEXTS),
                        "from": local(2026, 12, 4, 20),
                        "to": local(2026, 12, 4, 22),
                        "multiplier": draw(st.floats(0, 50)),
                    }
                ],
            }
        ],
        "classes": classes,
        "flow": {"order": order, "問い合わせ": [{**order[0], "step": "reply"}]},
        "triggers": [{"when": "late", "start": "問い合わせ", "share": draw(SHARES)}],
        "customers": {"cancel": {"share": draw(SHARES), "after_hours": draw(laws())}},
        "teams": draw(
            st.lists(
                teams([*step_names, "問い合わせ.reply"]),
                max_size=2,
                unique_by=lambda team: team["name"],
            )
        ),
        "origins": [{"of": "horizon", "kind": "assumption", "note": draw(TEXTS)}],
    }
    return Scenario.model_validate(tables)
