"""The folder of results: every table as CSV, the JSON form and the report."""

import csv
import json
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from sim.cli.writing import RESULT_NAME, finished_folder
from sim.experiments import Result, to_json_dict
from sim.language import Language
from sim.orders import spreadsheet_safe
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
            _write_csv(table, unfinished / f"{name}.csv")
        _write_csv(result.replications.reset_index(), unfinished / "replications.csv")
        (unfinished / RESULT_NAME).write_text(
            content + "\n", encoding="utf-8", newline="\n"
        )
        write_report(result, unfinished / REPORT_NAME, language)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table that a spreadsheet opens as it is meant.

    Times are those of the scenario's zone, without it: a spreadsheet takes a time with
    an offset for text.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(spreadsheet_safe(str(name)) for name in table.columns)
        columns = [column.tolist() for _, column in table.items()]
        writer.writerows(map(_cell, row) for row in zip(*columns, strict=True))


def _cell(value: object) -> object:
    match value:
        case str():
            return spreadsheet_safe(value)
        case float() if pd.isna(value):
            return ""
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case _:
            return value
