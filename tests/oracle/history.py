#!/usr/bin/env python3
"""Random histories of records of small provinces, weighted so that interesting cases are frequent.

    tests/oracle/history.py FIRST_SEED [COUNT] [--as-of TIME] [--size FACTOR]

prints them as lines of JSON. `{"history", "definition", "as_of", "periods"}` begins a history; then come
`{"sender", "record"}` in the order of arrival, and `{"as_of"}` where time passes, never backwards.
"""

import argparse
import json
import random
import sys

import times
from happenings import Happenings
from moments import Moments
from province import Province
from records import KEYS

REVISION = 1_780_000_000_000_000


class Teller:
    """Takes what there is to say and says it as systems do: again, corrected, taken back, by several senders."""

    def __init__(self, rng, senders):
        self.rng, self.senders = rng, senders
        self.lines = []
        self.ranks = {}
        self.told = {}

    def tell(self, kind, content, correctable=(), again=None, often=0.22):
        """`correctable`: fields that another version may lack or say otherwise; `again`: makes quite another version;
        `often`: how often there is one more."""
        rng = self.rng
        sender = rng.choice(self.senders)
        self.say(sender, kind, content)
        self.told.setdefault(kind, []).append(content)
        while rng.random() < often:
            drawn = rng.random()
            if drawn < 0.35 and again:
                content = again()
            elif drawn < 0.6 and correctable:
                content = self.corrected(kind, content, rng.choice(correctable))
            sender = rng.choice(self.senders) if rng.random() < 0.5 else sender
            self.say(sender, kind, content, retracted=rng.random() < 0.2)
        if rng.random() < 0.08:
            self.lines.append(rng.choice(self.lines))

    def corrected(self, kind, content, field):
        """The content without a field, or with what another record of the kind says in it."""
        other = self.rng.choice(self.told[kind]).get(field)
        changed = {name: value for name, value in content.items() if name != field}
        if other is not None and fits(kind, {**changed, field: other}):
            return {**changed, field: other}
        return changed if fits(kind, changed) else content

    def say(self, sender, kind, content, retracted=False):
        if retracted:
            content = {field: content[field] for field in KEYS[kind] if field in content}
        revision, order = self.rank((kind, json.dumps([content.get(field) for field in KEYS[kind]])))
        record = {"revision": str(revision), kind: content}
        if order:
            record["revision_order"] = str(order)
        if retracted:
            record["retracted"] = True
        self.lines.append({"sender": sender, "record": record})

    def rank(self, key):
        """No two versions of a key have equal revisions and orders, whoever sends them."""
        used = self.ranks.setdefault(key, set())
        while True:
            rank = (REVISION + self.rng.randrange(12), self.rng.choice([0, 0, 0, 1, 2]))
            if rank not in used:
                used.add(rank)
                return rank


def fits(kind, content):
    """Whether a record would be admitted: what must be given is, and no end lies before its beginning."""
    required = {"unit": ("level", "name"), "unit_alias": ("unit_code",), "dossier": ("status", "procedure_code"),
                "petition": ("unit_code", "receive_time"), "satisfaction": ("satisfaction", "answer_time"),
                "calendar_day": ("kind",)}
    if any(field not in content for field in required.get(kind, ())):
        return False
    if kind == "unit" and content.get("parent_code") == content["code"]:
        return False
    if kind == "petition" and ("outcome" in content) != ("outcome_time" in content):
        return False
    if kind == "dossier" and "unit_code" not in content and "unit_name" not in content:
        return False
    for first, last in (("valid_from", "valid_to"), ("announce_date", "publish_date")):
        if first in content and last in content and content[first] > content[last]:
            return False
    if kind == "dossier" and "receive_time" not in content:
        return content["status"] in ("DOSSIER_STATUS_REGISTERED", "DOSSIER_STATUS_IN_TRANSIT", "DOSSIER_STATUS_REFUSED")
    return True


def generate(seed, as_of=None, size=1):
    """The lines of one history, the first one its heading.

    `as_of`: the last as-of time, where it is not to be drawn; `size`: how many times as much happens.
    """
    rng = random.Random(seed)
    as_of = final_as_of(rng) if as_of is None else as_of
    moments = Moments(rng, as_of)
    periods = some_periods(rng, as_of)
    teller = Teller(rng, ["a.s01", "b.s01", "central"][:rng.choice([1, 2, 2, 3])])
    province = Province(rng, moments, teller.tell, teller.senders)
    province.make()
    happenings = Happenings(rng, moments, teller.tell, province, periods)
    # Some histories have much of one thing and nothing of another.
    happenings.dossiers(size * rng.choice([0, 5, 10, 15, 20, 30]))
    happenings.petitions(size * rng.choice([0, 0, 3, 8]))
    happenings.returns(size * rng.choice([0, 0, 3, 8]))
    happenings.totals(size * rng.choice([0, 2, 4, 8]))
    happenings.copies(size * rng.choice([0, 0, 1, 4]))
    lines = in_order_of_arrival(rng, teller.lines)
    passing = passing_times(rng, as_of)
    for time in passing[1:]:
        lines.insert(rng.randrange(len(lines) + 1), {"as_of": time})
    reordered = iter(sorted(line["as_of"] for line in lines if "as_of" in line))
    lines = [{"as_of": next(reordered)} if "as_of" in line else line for line in lines]
    heading = {"history": seed, "definition": "766-2026", "as_of": passing[0], "periods": periods}
    return [heading, *lines]


def final_as_of(rng):
    """Some time of 2026 or just after it, often just before, at or after the end of a month."""
    month = times.period(rng.choice([f"2026-{number:02}" for number in range(1, 13)] + ["2027-01"]))
    if rng.random() < 0.4:
        # The definition begins with the year.
        return max(month.s + rng.choice([-1, 0, 0, 1, 3600, times.DAY]), times.period("2026").s)
    return times.start(month.first + rng.randrange(28)) + rng.choice([0, 3 * 3600, 10 * 3600 + 17, 17 * 3600, times.DAY - 1])


def some_periods(rng, as_of):
    """Periods that have begun: the month of the day, those before it, and longer ones."""
    year, month = (int(part) for part in times.date_text(times.day(as_of)).split("-")[:2])
    names = [f"{year}-{month:02}"]
    names += [f"{year}-{earlier:02}" for earlier in (month - 1, month - 2) if earlier >= 1]
    names += [f"{year}-Q{(month + 2) // 3}", f"{year}-H{(month + 5) // 6}", f"{year}"]
    if month > 3:
        names.append(f"{year}-Q{(month + 2) // 3 - 1}")
    if month == 1 and year > 2026:
        names += [f"{year - 1}-12", f"{year - 1}-Q4", f"{year - 1}"]
    return sorted(rng.sample(names, min(len(names), rng.choice([3, 4, 5]))), key=names.index)


def in_order_of_arrival(rng, lines):
    """As told; or in any order; or with units, aliases and feeds last."""
    lines, manner = list(lines), rng.random()
    if manner < 0.5:
        rng.shuffle(lines)
    elif manner < 0.7:
        lines.sort(key=lambda line: any(kind in line["record"] for kind in ("unit", "unit_alias", "procedure", "feed", "calendar_day")))
    return lines


def passing_times(rng, as_of):
    """The as-of times in order, the last one that as of which the scores are compared."""
    before = sorted(as_of - rng.choice([1, 60, 3600, times.DAY, 10 * times.DAY, rng.randrange(1, 100 * times.DAY)])
                    for _ in range(rng.choice([0, 1, 2, 4])))
    return [times.time_text(time) for time in [*before, as_of]]


def write(lines, file):
    for line in lines:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=int, metavar="FIRST_SEED")
    parser.add_argument("count", type=int, nargs="?", default=1, metavar="COUNT")
    parser.add_argument("--as-of", type=times.time_of, metavar="TIME", help="their last as-of time; without, each draws its own")
    parser.add_argument("--size", type=int, default=1, metavar="FACTOR", help="how many times as much happens in them")
    options = parser.parse_args()
    for seed in range(options.first, options.first + options.count):
        write(generate(seed, options.as_of, options.size), sys.stdout)


if __name__ == "__main__":
    main()
