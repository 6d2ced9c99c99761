#!/usr/bin/env python3
"""A program as compare.py runs it, made of the recompute itself: histories on standard input, scores as CSV.

    tests/oracle/answer.py [HISTORIES.jsonl …]
"""

import fileinput

import rules
from compare import read_histories, recomputed

if __name__ == "__main__":
    print(rules.HEADER)
    with fileinput.input(encoding="utf-8") as read:
        for lines in read_histories(read):
            for row in recomputed(lines).values():
                print(f"{lines[0]['history']},{row}")
