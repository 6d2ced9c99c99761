"""Times, days and periods. A time is whole seconds since 1970 in UTC; a day is days since 1970-01-01 in Ho Chi Minh City.

All comparisons of days are in Asia/Ho_Chi_Minh, seven hours before UTC, without daylight saving.
"""

import dataclasses
import datetime
import functools
import re

EPOCH = datetime.date(1970, 1, 1)
OFFSET = 7 * 3600
DAY = 86400
# Before and after every day that a record can name.
FIRST_DAY = -(10**6)
LAST_DAY = 10**6


@functools.lru_cache(None)
def nanoseconds(text):
    """The exact moment of `2026-08-03T01:00:00.25Z`, which tells keys apart."""
    match = re.fullmatch(r"(\d+-\d+-\d+)[Tt](\d+):(\d+):(\d+)(?:\.(\d{1,9}))?(Z|z|[+-]\d+:\d+)", text)
    if not match:
        raise ValueError(f"not a time: {text}")
    date, hour, minute, second, fraction, zone = match.groups()
    seconds = (datetime.date.fromisoformat(date) - EPOCH).days * DAY
    seconds += int(hour) * 3600 + int(minute) * 60 + int(second)
    if zone not in "Zz":
        hours, minutes = zone[1:].split(":")
        seconds -= (1 if zone[0] == "+" else -1) * (int(hours) * 3600 + int(minutes) * 60)
    return seconds * 10**9 + int((fraction or "0").ljust(9, "0"))


def time_of(text):
    """Times are cut to whole seconds first. None where there is none."""
    return nanoseconds(text) // 10**9 if text else None


def time_text(time):
    """The inverse of time_of."""
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=time)).strftime("%Y-%m-%dT%H:%M:%SZ")


@functools.lru_cache(None)
def day_of_date(text):
    """The day of `2026-08-03`; None where there is none."""
    return (datetime.date.fromisoformat(text) - EPOCH).days if text else None


def date_text(day):
    """The inverse of day_of_date."""
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


def day(time):
    """The day on which a time lies."""
    return (time + OFFSET) // DAY


def start(day_number):
    """The first instant of a day."""
    return day_number * DAY - OFFSET


def weekday(day_number):
    """0 is Monday."""
    return (EPOCH + datetime.timedelta(days=day_number)).weekday()


@dataclasses.dataclass(frozen=True)
class Period:
    """`[s, e)`: from the first instant of the first day to the first instant after the last day."""

    name: str
    first: int
    last: int

    @property
    def s(self):
        return start(self.first)

    @property
    def e(self):
        return start(self.last + 1)

    def holds(self, time):
        return self.s <= time < self.e

    def holds_day(self, day_number):
        return self.first <= day_number <= self.last


@functools.lru_cache(None)
def period(name):
    """`2026-08`, `2026-Q3`, `2026-H2` or `2026`."""
    year, _, part = name.partition("-")
    month, length = 1, 12
    if part[:1] == "Q":
        month, length = 3 * int(part[1:]) - 2, 3
    elif part[:1] == "H":
        month, length = 6 * int(part[1:]) - 5, 6
    elif part:
        month, length = int(part), 1
    after = int(year) * 12 + month - 1 + length
    first = datetime.date(int(year), month, 1)
    end = datetime.date(after // 12, after % 12 + 1, 1)
    return Period(name, (first - EPOCH).days, (end - EPOCH).days - 1)


@functools.lru_cache(None)
def parts(name):
    """The next shorter periods: halves of a year, quarters of a half, months of a quarter, of a month none."""
    year, _, part = name.partition("-")
    if not part:
        return [period(f"{year}-H{half}") for half in (1, 2)]
    if part[0] == "H":
        return [period(f"{year}-Q{quarter}") for quarter in (2 * int(part[1:]) - 1, 2 * int(part[1:]))]
    if part[0] == "Q":
        return [period(f"{year}-{month:02}") for month in range(3 * int(part[1:]) - 2, 3 * int(part[1:]) + 1)]
    return []
