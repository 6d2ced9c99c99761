"""Runs a program that scores histories (README.md says what it reads and prints)."""

import collections
import json
import subprocess

import rules


def answers(program, histories):
    """What the program prints, by history; and what went wrong, or nothing."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for lines in histories for line in lines)
    run = subprocess.run(program, input=text.encode(), capture_output=True, check=False)
    printed = run.stdout.decode().splitlines()
    rows = collections.defaultdict(dict)
    if printed[:1] != [rules.HEADER]:
        return rows, f"the first line is {printed[:1]}, not the header; exit {run.returncode}: {run.stderr.decode()[-2000:]}"
    for line in printed[1:]:
        number, _, row = line.partition(",")
        rows[number][tuple(row.split(",")[:4])] = row
    wrong = f"exit {run.returncode}: {run.stderr.decode()[-2000:]}" if run.returncode else ""
    return rows, wrong
