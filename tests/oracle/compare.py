#!/usr/bin/env python3
"""Compares the scores of a program with those of the recompute, value by value, over random histories.

    tests/oracle/compare.py [--first SEED | --random] [--count N] [--failures FOLDER] [--shrink] [--without-parts] PROGRAM [ARGUMENT…]
    tests/oracle/compare.py --file HISTORIES.jsonl … PROGRAM [ARGUMENT…]

The program reads histories from standard input (history.py says their form) and prints scores as CSV: the header, and a line
for each value, in the order of rules.score. It prints nothing else and ends with 0.
"""

import argparse
import collections
import itertools
import json
import pathlib
import random
import sys

import history
import rules
import times
from program import answers
from records import KEYS
from worked_cases import load_definition

# How many histories a run of the program gets.
RUN = 200
# How many differing values are named.
NAMED = 10

_definitions = {}


def recomputed(lines):
    """(unit, period, scope, code) -> the line of CSV that follows, for one history."""
    heading = lines[0]
    name = heading["definition"]
    if name not in _definitions:
        _definitions[name] = load_definition(name)
    as_of = [line["as_of"] for line in lines if "as_of" in line][-1]
    sent = [(line["sender"], line["record"]) for line in lines if "record" in line]
    rows = {}
    for unit, period, scope, value in rules.scores(sent, times.time_of(as_of), _definitions[name], heading["periods"]):
        rows[(unit, period, scope, value.code)] = rules.row(unit, period, scope, value)
    return rows


class Comparison:
    def __init__(self, program, without_parts):
        self.program = program
        self.without_parts = without_parts

    def shown(self, row):
        return row and (",".join(row.split(",")[:-2]) if self.without_parts else row)

    def differences(self, histories):
        """For each history the list of (cell, expected, got), in order; and what went wrong."""
        rows, wrong = answers(self.program, histories)
        found = []
        for lines in histories:
            expected, got = recomputed(lines), rows.get(str(lines[0]["history"]), {})
            cells = list(expected) + [cell for cell in got if cell not in expected]
            of_history = [(cell, expected.get(cell), got.get(cell)) for cell in cells
                          if self.shown(expected.get(cell)) != self.shown(got.get(cell))]
            if not of_history and list(expected) != list(got):
                cell = next(ours for ours, theirs in zip(expected, got) if ours != theirs)
                of_history = [(cell, "this value here", "another order")]
            found.append(of_history)
        return found, wrong

    def shrink(self, lines):
        """Takes away periods, lines and fields while a value of the same code differs."""
        found, _ = self.differences([lines])
        code = found[0][0][0][3]

        def differs(candidate):
            return any(cell[3] == code for cell, _, _ in self.differences([candidate])[0][0])

        return without_fields(without_lines(without_periods(lines, differs), differs), differs)


def without_periods(lines, differs):
    for name in lines[0]["periods"]:
        candidate = [{**lines[0], "periods": [name]}, *lines[1:]]
        if differs(candidate):
            return candidate
    return lines


def without_lines(lines, differs):
    """Without ever smaller stretches of its lines, until none can be left out."""
    size = len(lines) // 2
    while size:
        place, before = 1, len(lines)
        while place < len(lines):
            candidate = lines[:place] + lines[place + size:]
            if differs(candidate):
                lines = candidate
            else:
                place += size
        if size > 1 or len(lines) == before:
            size //= 2
    return lines


def without_fields(lines, differs):
    """Without fields that are not of the key, where the record would still be admitted."""
    for place, line in enumerate(lines):
        record = line.get("record", {})
        kind = next((kind for kind in KEYS if kind in record), None)
        for field in [field for field in record.get(kind, ()) if field not in KEYS[kind]]:
            content = {name: value for name, value in lines[place]["record"][kind].items() if name != field}
            candidate = list(lines)
            candidate[place] = {**line, "record": {**record, kind: content}}
            if history.fits(kind, content) and differs(candidate):
                lines = candidate
    return lines


def in_runs(histories):
    histories = iter(histories)
    while batch := list(itertools.islice(histories, RUN)):
        yield batch


def read_histories(file):
    histories = []
    for line in file:
        if line.strip():
            parsed = json.loads(line)
            if "history" in parsed:
                histories.append([])
            histories[-1].append(parsed)
    return histories


def tell(lines, found, folder):
    number = lines[0]["history"]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"history-{number}.jsonl"
    with file.open("w", encoding="utf-8") as out:
        history.write(lines, out)
    print(f"history {number}: {len(found)} values differ; {len(lines)} lines in {file}")
    print("  by code: " + ", ".join(f"{code} {count}" for code, count in
                                    collections.Counter(cell[3] for cell, _, _ in found).most_common()))
    for _, expected, got in found[:NAMED]:
        print(f"  expected {expected}\n       got {got}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--random", action="store_true", help="a random first seed, which is printed")
    parser.add_argument("--count", type=int, default=200, help="how many histories")
    parser.add_argument("--file", type=pathlib.Path, help="histories instead of random ones")
    parser.add_argument("--failures", type=pathlib.Path, default=pathlib.Path("/tmp/histories"), help="where they are written")
    parser.add_argument("--most", type=int, default=5, help="how many differing histories are told of")
    parser.add_argument("--shrink", action="store_true", help="makes the first differing history small")
    parser.add_argument("--without-parts", action="store_true", help="does not compare the last two columns")
    parser.add_argument("program", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.random:
        options.first = random.SystemRandom().randrange(1, 10**9)
        print(f"--first {options.first}", flush=True)
    comparison = Comparison(options.program, options.without_parts)
    if options.file:
        with options.file.open(encoding="utf-8") as file:
            histories = read_histories(file)
    else:
        histories = (history.generate(seed) for seed in range(options.first, options.first + options.count))
    compared = differing = 0
    for batch in in_runs(histories):
        of_batch, wrong = comparison.differences(batch)
        compared += len(batch)
        for lines, found in zip(batch, of_batch):
            if found:
                differing += 1
                if differing == 1 and options.shrink:
                    lines = comparison.shrink(lines)
                    found = comparison.differences([lines])[0][0]
                if differing <= options.most:
                    tell(lines, found, options.failures)
        if wrong:
            print(f"the program failed: {wrong}")
            return 1
    print(f"{compared} histories compared, {differing} differ")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
