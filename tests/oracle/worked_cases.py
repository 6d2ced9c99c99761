#!/usr/bin/env python3
"""Runs the recompute, or a program, over folders of worked cases and compares it with what they expect.

    tests/oracle/worked_cases.py [FOLDER…] [--program PROGRAM [ARGUMENT…]]

A folder holds `NAME.jsonl`, records in the order in which they are sent, and `NAME.expected.csv`, some of the values that
follow from them. The sender is `one.` and the code of the first unit in small letters.
"""

import argparse
import csv
import json
import pathlib
import sys

import rules
import times
from definition import definition
from program import answers

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = ROOT / "tests/testdata/cases/tallies"
DEFINITIONS = ROOT / "services/scoring/definitions"
DEFINITION = "766-2026"
AS_OF = "2026-11-28T00:00:00Z"


def load_definition(name):
    return definition((DEFINITIONS / f"{name}.textproto").read_text())


def recomputed(sent, periods):
    """(unit, period, scope, code) -> the fields of the line of CSV."""
    rows = {}
    for unit, period, scope, value in rules.scores(sent, times.time_of(AS_OF), load_definition(DEFINITION), periods):
        rows[(unit, period, scope, value.code)] = rules.row(unit, period, scope, value).split(",")
    return rows


def printed(program, sent, periods):
    """The same of a program."""
    heading = {"history": 1, "definition": DEFINITION, "as_of": AS_OF, "periods": periods}
    rows, wrong = answers(program, [[heading] + [{"sender": sender, "record": record} for sender, record in sent]])
    if wrong:
        sys.exit(f"the program failed: {wrong}")
    return {cell: row.split(",") for cell, row in rows["1"].items()}


def differences(records_file, program=None):
    """What is not as expected, as lines of text."""
    records = [json.loads(line) for line in records_file.read_text().splitlines() if line]
    top = next(record["unit"]["code"] for record in records if "unit" in record)
    sent = [(f"one.{top.lower()}", record) for record in records]
    with open(str(records_file).replace(".jsonl", ".expected.csv"), newline="") as file:
        expected = list(csv.DictReader(file))
    columns = list(expected[0])
    periods = sorted({line["period"] for line in expected})
    got = printed(program, sent, periods) if program else recomputed(sent, periods)
    for line in expected:
        wanted = [line[column] for column in columns]
        have = got.get(tuple(wanted[:4]), ["nothing"])[:len(columns)]
        if have != wanted:
            yield f"{records_file.stem}: expected {','.join(wanted)}, got {','.join(have)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", default=[CASES], metavar="FOLDER")
    parser.add_argument("--program", nargs=argparse.REMAINDER, help="instead of the recompute")
    options = parser.parse_args()
    files = [file for folder in options.folders for file in sorted(pathlib.Path(folder).glob("*.jsonl"))]
    found = [line for file in files for line in differences(file, options.program)]
    print("\n".join(found + [f"{len(files)} cases, {len(found)} differences"]))
    return bool(found) or not files


if __name__ == "__main__":
    sys.exit(main())
