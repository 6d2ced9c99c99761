"""A full recompute of the index: from records and an as-of time to every score, simply and from scratch."""

import dataclasses
from fractions import Fraction
from typing import Optional

import times
from tallies import OWN, SUBTREE, Tallies
from world import World

SCOPES = (("own", OWN), ("subtree", SUBTREE))


@dataclasses.dataclass(frozen=True)
class Value:
    """The score of an indicator, a group or the total. Points are in hundredths; None: there is none."""

    code: str
    status: str
    numerator: Optional[int] = None
    denominator: Optional[int] = None
    points: Optional[int] = None
    reported: Optional[int] = None
    expected: Optional[int] = None

    @property
    def partial(self):
        return (self.reported or 0) < (self.expected or 0)


def scores(sent, as_of, definition, periods):
    """Yields (unit, period, scope, Value) for every office that has a unit valid within the period."""
    tallies = Tallies(World(sent, definition), as_of)
    for name in periods:
        period = times.period(name)
        tree = tallies.tree(period)
        for office in tree.offices:
            for scope_name, scope in SCOPES:
                for value in score(tallies, definition, office, period, scope):
                    yield tree.unit[office].name, name, scope_name, value


def score(tallies, definition, office, period, scope):
    """All values of one office, period and scope: indicators, groups, total."""
    groups = [(code, [value_of(tallies, each, office, period, scope) for each in indicators])
              for code, indicators in definition.groups]
    earning = {each.code for each in definition.indicators if each.max_points}
    values = [value for _, of_group in groups for value in of_group]
    totals = [sum_up(code, of_group, earning) for code, of_group in groups]
    total = sum_up("TOTAL", values, earning)
    if total.status == "NOT_APPLICABLE":
        total = dataclasses.replace(total, status="NOT_REPORTED")
    return [*values, *totals, total]


# How far below the nation a level stands: what is measured above a unit's level is copied down to it.
DEPTH = {"LEVEL_NATION": 0, "LEVEL_MINISTRY": 1, "LEVEL_PROVINCE": 1, "LEVEL_DISTRICT": 2, "LEVEL_DEPARTMENT": 3,
         "LEVEL_COMMUNE": 3}


def value_of(tallies, indicator, office, period, scope):
    """An indicator is measured at its levels; at others it is copied down or does not apply."""
    tree = tallies.tree(period)
    measured = tree.level(office) in indicator.levels
    if measured and not (indicator.copied_down and scope == OWN):
        return scored(indicator, tallies.tally(indicator, office, period, scope))
    if not indicator.copied_down:
        return Value(indicator.code, "NOT_APPLICABLE", reported=0, expected=0)
    if not measured and not any(DEPTH[each] < DEPTH[tree.level(office)] for each in indicator.levels):
        return Value(indicator.code, "NOT_APPLICABLE", reported=0, expected=0)
    returned = tallies.returned(indicator, office, period, scope)
    if returned:
        return scored(indicator, returned)
    nearest = next((each for each in tree.upwards(office) if tree.level(each) in indicator.levels), None)
    if nearest is None:
        return scored(indicator, None)
    above = scored(indicator, tallies.tally(indicator, nearest, period, SUBTREE))
    return above if above.status == "NOT_REPORTED" else dataclasses.replace(above, status="INHERITED")


def scored(indicator, tally):
    """What a tally is worth."""
    if tally is None:
        return Value(indicator.code, "NOT_REPORTED", reported=0, expected=0)
    # Without a numerator there is nothing to score either.
    based = tally.denominator and tally.numerator is not None
    status = "SCORED" if based else "NO_BASE"
    return Value(indicator.code, status, tally.numerator, tally.denominator, points(indicator, tally), tally.reported,
                 tally.expected)


def points(indicator, tally):
    """The points in hundredths, rounded half up once; None: not scored."""
    if indicator.rule == "shown":
        return None
    if indicator.rule == "full":
        return indicator.max_points
    if not tally.denominator or tally.numerator is None:
        return {"EMPTY_BASE_ZERO": 0, "EMPTY_BASE_FULL": indicator.max_points}.get(indicator.empty_base)
    # More than the whole counts as the whole.
    ratio = min(Fraction(1), Fraction(tally.numerator or 0, tally.denominator))
    if indicator.rule == "target":
        ratio = min(Fraction(1), ratio / Fraction(indicator.target, 100))
    return half_up(indicator.max_points * ratio)


def half_up(exact):
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def sum_up(code, values, earning):
    """A group or the total: the sum of rounded points.

    What earns no points or does not apply leaves the status alone; of nothing reported it is NOT_REPORTED; with
    something missing or partial INCOMPLETE.
    """
    given = [value.points for value in values if value.points is not None]
    total = sum(given) if given else None
    belonging = [value for value in values if value.code in earning and value.status != "NOT_APPLICABLE"]
    silent = [value for value in belonging if value.status == "NOT_REPORTED"]
    if not belonging:
        return Value(code, "NOT_APPLICABLE")
    if len(silent) == len(belonging):
        return Value(code, "NOT_REPORTED", points=total)
    incomplete = silent or any(value.partial for value in belonging)
    return Value(code, "INCOMPLETE" if incomplete else "SCORED", points=total)


HEADER = "history,unit,period,scope,code,status,numerator,denominator,points,parts_reported,parts_expected"


def row(unit, period, scope, value):
    """A line of CSV without the history's number."""
    def text(number):
        return "" if number is None else str(number)
    hundredths = "" if value.points is None else f"{value.points // 100}.{value.points % 100:02}"
    return ",".join([unit, period, scope, value.code, value.status, text(value.numerator), text(value.denominator),
                     hundredths, text(value.reported), text(value.expected)])
