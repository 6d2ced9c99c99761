"""Procedures in the list of one authority: in force, announced and published in time."""

import times
from times import day_of_date

ONLINE = ("ONLINE_LEVEL_PARTIAL", "ONLINE_LEVEL_FULL")
# Working days by the level of the authority: between announcement and effect, and for publication.
ANNOUNCE_DAYS = {"LEVEL_MINISTRY": 20, "LEVEL_PROVINCE": 5}
PUBLISH_DAYS = {"LEVEL_MINISTRY": 10, "LEVEL_PROVINCE": 5}


def in_force(procedure, day):
    """A procedure has a first and a last day in force, both optional."""
    first, last = day_of_date(procedure.get("valid_from")), day_of_date(procedure.get("valid_to"))
    return (first is None or first <= day) and (last is None or day <= last)


def handled_at(procedure, levels):
    """Whether its levels hold one of these; none said: all levels."""
    said = procedure.get("levels", ())
    return not said or any(level in levels for level in said)


def online(procedure):
    return procedure.get("online_level") in ONLINE


def announced_on_time(procedure, level, calendar, codes):
    """At least so many working days before its legal basis takes effect: on or before that working day."""
    effective = day_of_date(procedure["effective_date"])
    return day_of_date(procedure["announce_date"]) <= calendar.before(effective, ANNOUNCE_DAYS.get(level, 5), codes)


def deadline(procedure, level, calendar, codes):
    """The last day for its publication."""
    return calendar.after(day_of_date(procedure["announce_date"]), PUBLISH_DAYS.get(level, 5), codes)


def due_for_publication(procedure, last_day, period, at):
    """Its deadline lies in the period and is over at the time of judging, or it was published in the period."""
    published = day_of_date(procedure.get("publish_date"))
    return ((period.holds_day(last_day) and times.start(last_day + 1) <= at)
            or (published is not None and period.holds_day(published)))


def published_by(procedure, last_day):
    published = day_of_date(procedure.get("publish_date"))
    return published is not None and published <= last_day


def public(procedure, at):
    """Published before the day of judging."""
    return published_by(procedure, times.day(at) - 1)
