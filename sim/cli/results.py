"""The folder of results: every table as CSV, the JSON form and the report."""

import json
from pathlib import Path

from sim.cli.writing import RESULT_NAME, finished_folder
from sim.experiments import Result, to_json_dict
from sim.language import Language
from sim.report.csv_files import table_csv
from sim.report.files import write_report

__all__ = ["write_results"]

REPORT_NAME = "report.html"


def write_results(result: Result, folder: Path, language: Language) -> None:
    """Write everything about a result into a folder, complete or not at all."""
    content = json.dumps(
        to_json_dict(result), ensure_ascii=False, allow_nan=False, indent=2
    )
    with finished_folder(folder) as unfinished:
        for name, table in result.tables.items():
            (unfinished / f"{name}.csv").write_bytes(table_csv(table))
        replications = table_csv(result.replications.reset_index())
        (unfinished / "replications.csv").write_bytes(replications)
        (unfinished / RESULT_NAME).write_text(
            content + "\n", encoding="utf-8", newline="\n"
        )
        write_report(result, unfinished / REPORT_NAME, language)
