"""Truths about the client of the RMS order API; nothing but 127.0.0.1 is asked."""

import base64
import logging
import time
import traceback
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ImportDataError
from sim.orders import import_orders
from sim.orders.rms_api import (
    MAX_WINDOW,
    RETRY_SECONDS,
    Credentials,
    RmsClient,
    save_orders,
    windows,
)
from sim.orders.rms_transport import Refused, UrllibTransport
from tests.unit.orders.fake_rms import (
    FakeRms,
    busy,
    cut_short,
    elsewhere,
    expired,
    no_json,
    serving,
)

JST = timezone(timedelta(hours=9))
START = datetime(2026, 12, 4, 20, tzinfo=JST)
END = datetime(2026, 12, 11, 1, 59, 59, tzinfo=JST)
SECRET, LICENSE = "SP_secret_0001", "SL_license_0002"
TOKEN = base64.b64encode(f"{SECRET}:{LICENSE}".encode()).decode()
KEY = Credentials(SECRET, LICENSE)


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def sleep(self, seconds):
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds


def client(address, **changes):
    """Return a client whose time does not pass by itself, and its clock."""
    clock = Clock()
    parts = {"clock": lambda: clock.now, "sleep": clock.sleep} | changes
    return RmsClient(KEY, address, **parts), clock


def orders(n, at=datetime(2026, 12, 4, 20), step=timedelta(seconds=20)):
    """Return ``n`` order numbers with their times."""
    return {f"400001-20261204-{i:010d}": at + i * step for i in range(n)}


def test_orders_of_a_sale_arrive_in_pages_and_hundreds(tmp_path):
    """2,350 orders: three pages, 24 calls, one file each, all imported."""
    rms = FakeRms(orders(2350))
    seen = []
    with serving(rms) as address:
        asked, _ = client(address)
        paths = save_orders(
            asked, START, END, tmp_path, on_progress=lambda *n: seen.append(n)
        )
    _, report = import_orders(paths)

    assert [name for name, _ in rms.requests].count("searchOrder") == 3
    assert (len(paths), seen[-1]) == (24, (2350, 2350))
    assert (report.orders, report.rejected) == (2350, 0)


def test_saved_files_hold_nobody(tmp_path):
    """Names, mail addresses and remarks are not written."""
    with serving(FakeRms(orders(1))) as address:
        (path,) = save_orders(client(address)[0], START, END, tmp_path)
    text = path.read_text(encoding="utf-8")

    assert "見本" not in text
    assert "example.com" not in text
    assert "配送日時指定" not in text


def test_requests_are_a_second_apart():
    """The second request waits until a second after the first."""
    with serving(FakeRms(orders(1001))) as address:
        asked, clock = client(address)
        asked.order_numbers(START, END)

    assert clock.slept == [1.0]


@pytest.mark.parametrize("n", [15_000, 15_001])
def test_search_with_too_many_results_is_halved(n):
    """A window with 15,000 results or more is split until each part fits."""
    found = orders(n, step=timedelta(seconds=10))
    rms = FakeRms(found)
    with serving(rms) as address:
        numbers = client(address)[0].order_numbers(START, END)

    assert sorted(numbers) == sorted(found)
    assert len({body["startDatetime"] for _, body in rms.requests}) > 1


def test_period_without_orders_has_no_numbers(tmp_path):
    """An empty answer has no totals; nothing is asked further and nothing saved."""
    rms = FakeRms({})
    with serving(rms) as address:
        paths = save_orders(client(address)[0], START, END, tmp_path)

    assert (paths, len(rms.requests)) == ([], 1)


def test_second_with_too_many_results_is_said():
    """Orders that no window can show are a problem, not a loss."""
    with (
        serving(FakeRms(orders(15_001, step=timedelta(0)))) as address,
        pytest.raises(ImportDataError) as caught,
    ):
        client(address)[0].order_numbers(START, START)

    assert caught.value.problems[0].rule == "rms_api_incomplete"


@settings(deadline=None)
@given(
    start=st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1)),
    seconds=st.integers(0, 400 * 86_400),
)
def test_windows_cover_a_period_once(start, seconds):
    """Windows touch without gap or overlap, and none is too long."""
    first = start.replace(microsecond=0, tzinfo=JST)
    parts = list(windows(first, first + timedelta(seconds=seconds)))
    gaps = [b[0] - a[1] for a, b in pairwise(parts)]

    assert (parts[0][0], parts[-1][1]) == (first, first + timedelta(seconds=seconds))
    assert set(gaps) <= {timedelta(seconds=1)}
    assert all(end - begin < MAX_WINDOW for begin, end in parts)


@pytest.mark.parametrize("fault", [busy, cut_short, no_json])
def test_passing_fault_is_asked_again(fault):
    """503, an answer cut short and one that is no JSON are asked again later."""
    with serving(FakeRms(orders(3), [fault, fault])) as address:
        asked, clock = client(address, seconds_between=0.0)
        numbers = asked.order_numbers(START, END)

    assert len(numbers) == 3
    assert clock.slept == [2, 4]


def test_slow_server_is_asked_again():
    """A server that does not answer in time counts as busy."""
    slow = lambda handler: time.sleep(0.5)  # noqa: E731
    with serving(FakeRms(orders(1), [slow])) as address:
        asked, clock = client(address, transport=UrllibTransport(0.1))
        numbers = asked.order_numbers(START, END)

    assert len(numbers) == 1
    assert clock.slept[0] == 2


def test_lasting_fault_ends_after_the_schedule():
    """After the last wait the fault is told; the waits are always the same."""
    with serving(FakeRms({}, [busy] * 9)) as address:
        asked, clock = client(address, seconds_between=0.0)
        with pytest.raises(ImportDataError) as caught:
            asked.order_numbers(START, END)

    assert clock.slept == list(RETRY_SECONDS)
    assert "503" in caught.value.text("ja")


def test_nobody_listens_is_a_problem_not_a_crash():
    """A connection that cannot be made is told like a busy server."""
    with serving(FakeRms({})) as address:
        pass
    with pytest.raises(ImportDataError) as caught:
        client(address)[0].order_numbers(START, END)

    assert caught.value.problems[0].rule == "rms_api_busy"


def test_wrong_date_format_shows_the_code_of_the_api():
    """A refused search shows the code, here that of a wrong date format."""
    rms = FakeRms({})
    rms.answer = lambda name, body: rms.search(body | {"startDatetime": "2026Z"})
    with serving(rms) as address, pytest.raises(ImportDataError) as caught:
        client(address)[0].order_numbers(START, END)

    assert "ORDER_EXT_API_SEARCH_ORDER_ERROR_011" in caught.value.text("en")
    assert len(rms.requests) == 1


def test_order_that_the_api_leaves_out_is_said():
    """A getOrder without an asked order loses nothing silently."""
    with (
        serving(FakeRms(orders(1))) as address,
        pytest.raises(ImportDataError) as caught,
    ):
        list(client(address)[0].orders(["400001-20261204-0000000077"]))

    assert "0000000077" in caught.value.text("ja")


@pytest.mark.parametrize("fault", [expired, elsewhere])
def test_key_is_sent_in_the_header_and_shown_nowhere(fault, caplog, capfd):
    """Neither errors, their causes, logs nor output show the key or a part of it."""
    caplog.set_level(logging.DEBUG)
    rms = FakeRms({}, [fault])
    with serving(rms) as address, pytest.raises(ImportDataError) as caught:
        client(address)[0].order_numbers(START, END)
    error = caught.value
    told = "".join(traceback.format_exception(error)) + error.text("ja")
    told += (
        repr(error) + repr(error.problems) + caplog.text + "".join(capfd.readouterr())
    )
    told += repr(error.__cause__) + repr(error.__context__)

    assert rms.authorizations == ["ESA " + TOKEN]
    assert "rms_api_refused" in told
    assert not any(secret in told for secret in (SECRET, LICENSE, TOKEN))


def test_frames_of_an_error_hold_no_header():
    """A traceback that shows local variables does not show the header either."""
    with (
        serving(FakeRms({}, [expired])) as address,
        pytest.raises(ImportDataError) as caught,
    ):
        client(address)[0].order_numbers(START, END)
    frames = traceback.TracebackException.from_exception(
        caught.value, capture_locals=True
    )
    own = [frame for frame in frames.stack if "rms_" in frame.filename]
    shown = "".join(str(frame.locals) for frame in own if "test_" not in frame.filename)

    assert shown
    assert not any(secret in shown for secret in (SECRET, LICENSE, TOKEN))


def test_key_hides_itself():
    """The key and a client that holds it show nothing of it."""
    shown = repr(KEY) + str(KEY) + f"{KEY!r}" + repr(RmsClient(KEY))

    assert SECRET not in shown
    assert LICENSE not in shown
    assert KEY.hidden_in(f"x {TOKEN} {SECRET}") == "x *** ***"


def test_key_comes_from_the_environment_only():
    """Without both variables the names of the missing ones are told."""
    names = {"HANBOKI_RMS_SERVICE_SECRET": SECRET, "HANBOKI_RMS_LICENSE_KEY": LICENSE}
    with pytest.raises(ImportDataError) as caught:
        Credentials.from_environment({"HANBOKI_RMS_SERVICE_SECRET": SECRET})

    assert Credentials.from_environment(names) == KEY
    assert "HANBOKI_RMS_LICENSE_KEY" in caught.value.text("ja")
    assert SECRET not in caught.value.text("ja")


def test_key_is_sent_over_https_only():
    """Plain http is refused for any address but this machine."""
    with pytest.raises(Refused):
        UrllibTransport()("http://rms.invalid/x", b"{}", {"Authorization": "ESA x"})


@pytest.mark.parametrize(
    ("start", "end"), [(END, START), (START.replace(tzinfo=None), END)]
)
def test_period_must_be_one(start, end):
    """A period that runs backwards or names no zone is refused."""
    with pytest.raises(ImportDataError) as caught:
        list(windows(start, end))

    assert caught.value.text("ja")
