#!/usr/bin/env python3
"""Runs the recompute over folders of worked cases and compares it with what they expect.

    tests/oracle/worked_cases.py [FOLDER…]

A folder holds `NAME.jsonl`, records in the order in which they are sent, and `NAME.expected.csv`, some of the values that
follow from them. The sender is `one.` and the code of the first unit in small letters.
"""

import csv
import json
import pathlib
import sys

import rules
import times
from definition import definition

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = ROOT / "tests/testdata/cases/tallies"
DEFINITIONS = ROOT / "services/scoring/definitions"
AS_OF = times.time_of("2026-11-28T00:00:00Z")


def load_definition(name):
    return definition((DEFINITIONS / f"{name}.textproto").read_text())


def differences(records_file, the_definition):
    """What is not as expected, as lines of text."""
    records = [json.loads(line) for line in records_file.read_text().splitlines() if line]
    top = next(record["unit"]["code"] for record in records if "unit" in record)
    sent = [(f"one.{top.lower()}", record) for record in records]
    with open(str(records_file).replace(".jsonl", ".expected.csv"), newline="") as file:
        expected = list(csv.DictReader(file))
    columns = list(expected[0])
    got = {}
    periods = sorted({line["period"] for line in expected})
    for unit, period, scope, value in rules.scores(sent, AS_OF, the_definition, periods):
        got[(unit, period, scope, value.code)] = rules.row(unit, period, scope, value).split(",")
    for line in expected:
        wanted = [line[column] for column in columns]
        have = got.get(tuple(wanted[:4]), ["nothing"])[:len(columns)]
        if have != wanted:
            yield f"{records_file.stem}: expected {','.join(wanted)}, got {','.join(have)}"


def main(folders):
    the_definition = load_definition("766-2026")
    files = [file for folder in folders or [CASES] for file in sorted(pathlib.Path(folder).glob("*.jsonl"))]
    found = [line for file in files for line in differences(file, the_definition)]
    print("\n".join(found + [f"{len(files)} cases, {len(found)} differences"]))
    return bool(found) or not files


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
