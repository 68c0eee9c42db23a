"""Writing a report."""

import pytest

from sim.report import files
from sim.report.files import write_report
from tests.unit.charts.fake_result import fake_result


def test_report_is_written_whole(tmp_path):
    """The file is complete, in UTF-8, and nothing else is left in the folder."""
    path = tmp_path / "報告書.html"
    write_report(fake_result(), path, "ja")

    assert path.read_text(encoding="utf-8").endswith("</html>\n")
    assert list(tmp_path.iterdir()) == [path]


def test_old_report_survives_a_failure(tmp_path, monkeypatch):
    """When writing fails, the old file stays and no half file is left."""
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(files, "html_report", lambda *_: "\udc00")  # cannot be UTF-8

    with pytest.raises(UnicodeEncodeError):
        write_report(fake_result(), path, "ja")

    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
