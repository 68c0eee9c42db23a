"""A planner's what-if in a real browser: ``python -m tests.benchmarks.what_if``.

On the page シミュレーション of the shipped case 1, other heads are typed into the first
shift and the button is pressed, 20 times, never the same heads twice. What is measured
is the time from the click to the new verdict on the screen; server and browser share
the machine.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from dashboards.i18n import say
from tests.dashboards.browsing import (
    PATIENCE,
    chromium,
    edit_heads,
    settled,
    tab,
)
from tests.dashboards.servers import ROOT, serving

PLAN = "case1-sale-10x-no-temps"
CHANGES = 20
THINK_SECONDS = 4.0
"""Heads that come in sooner after a press are served with it, without another press."""
IS_SHOWN = """words => {
    const answer = document.querySelector('.st-key-simulation_answer');
    return answer !== null && getComputedStyle(answer).opacity === '1'
        && document.querySelector('.hb-verdict') !== null
        && !document.body.innerText.includes(words);
}"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        shipped = {"HANBOKI_SCENARIOS": str(ROOT / "scenarios")}
        with (
            serving(Path(folder), **shipped) as server,
            chromium() as browser,
            tab(browser) as page,
        ):
            page.goto(f"{server.url}/simulation?scenario={PLAN}&lang=ja")
            page.locator(".hb-verdict").wait_for(timeout=PATIENCE)
            settled(page)
            seconds = [what_if(page, heads) for heads in range(3, 3 + CHANGES)]
    p95 = quantiles(seconds, n=20)[-1]
    middle, slowest = median(seconds), max(seconds)
    sys.stdout.write(
        f"what-if on {PLAN}: median of {CHANGES} {middle:.2f} s, p95 {p95:.2f} s, "
        f"slowest {slowest:.2f} s\n"
    )


def what_if(page, heads: int) -> float:
    """Type heads, press the button; return the seconds until the new verdict."""
    stale = say("simulation.stale_heads", "ja")
    page.wait_for_timeout(1000 * THINK_SECONDS)
    edit_heads(page, 0, str(heads))
    page.get_by_text(stale).wait_for(timeout=PATIENCE)
    settled(page)
    button = page.get_by_role("button", name=say("simulation.run", "ja"))
    begin = perf_counter()
    button.click()
    page.wait_for_function(IS_SHOWN, arg=stale, timeout=PATIENCE)
    taken = perf_counter() - begin
    settled(page)
    return taken


if __name__ == "__main__":
    main()
