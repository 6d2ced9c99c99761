#!/usr/bin/env python3
"""A program as compare.py runs it, made of the recompute itself: histories on standard input, scores as CSV."""

import sys

import rules
from compare import read_histories, recomputed

if __name__ == "__main__":
    print(rules.HEADER)
    for lines in read_histories(sys.stdin):
        for row in recomputed(lines).values():
            print(f"{lines[0]['history']},{row}")
