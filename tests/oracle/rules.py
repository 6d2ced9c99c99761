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
    tree = tallies.tree(period)
    level = tree.level(office)
    if level == "LEVEL_NATION" and scope == SUBTREE:
        provinces = [each for each in tree.offices
                     if tree.level(each) == "LEVEL_PROVINCE" and tree.parent[each] in (office, None)]
        return nation(definition, [score(tallies, definition, each, period, SUBTREE) for each in provinces])
    groups = [(code, [value_of(tallies, each, office, period, scope) for each in indicators])
              for code, indicators in definition.groups]
    alone = {value.code: value for _, of_group in groups for value in of_group}
    groups = [(code, [multiplied(each, level, alone) for each in indicators]) for code, indicators in definition.groups]
    earning = {each.code for each in definition.indicators if each.max_points}
    values = [value for _, of_group in groups for value in of_group]
    totals = [sum_up(code, of_group, earning) for code, of_group in groups]
    total = sum_up("TOTAL", values, earning)
    if total.status == "NOT_APPLICABLE":
        total = dataclasses.replace(total, status="NOT_REPORTED")
    return [*values, *totals, total]


def nation(definition, provinces):
    """Of each group the mean over the provinces whose total is SCORED, rounded; then their sum."""
    whole = [{value.code: value for value in values} for values in provinces if values[-1].status == "SCORED"]
    status = "NOT_REPORTED" if not whole else "SCORED" if len(whole) == len(provinces) else "INCOMPLETE"
    values = [Value(each.code, "NOT_APPLICABLE", reported=0, expected=0) for each in definition.indicators]
    of_groups = status if whole else "NOT_APPLICABLE"
    means = [half_up(Fraction(sum(each[code].points or 0 for each in whole), len(whole))) if whole else None
             for code, _ in definition.groups]
    values += [Value(code, of_groups, points=mean) for (code, _), mean in zip(definition.groups, means)]
    return [*values, Value("TOTAL", status, points=sum(means) if whole else None)]


def multiplied(indicator, level, values):
    """The value of an indicator whose ratio is multiplied by that of its factor."""
    value = values[indicator.code]
    if not indicator.factor or value.status in ("NOT_APPLICABLE", "NOT_REPORTED"):
        return value
    factor = values[indicator.factor]
    if factor.status == "NOT_REPORTED":
        return Value(indicator.code, "NOT_REPORTED", reported=0, expected=0)
    if factor.partial and not value.partial:
        value = dataclasses.replace(value, reported=factor.reported, expected=factor.expected)
    if not based(value):
        return value
    if not based(factor):
        status = value.status if value.status == "INHERITED" else "NO_BASE"
        return dataclasses.replace(value, status=status, points=of_empty_base(indicator, level))
    return dataclasses.replace(value, points=of_ratio(indicator, level, ratio(value) * ratio(factor)))


# How far below the nation a level stands: what is measured above a unit's level is copied down to it.
DEPTH = {"LEVEL_NATION": 0, "LEVEL_MINISTRY": 1, "LEVEL_PROVINCE": 1, "LEVEL_DISTRICT": 2, "LEVEL_DEPARTMENT": 3,
         "LEVEL_COMMUNE": 3}


def value_of(tallies, indicator, office, period, scope):
    """An indicator is measured at its levels; at others it is copied down or does not apply."""
    tree = tallies.tree(period)
    level = tree.level(office)
    measured = level in indicator.levels
    if indicator.rule != "shown" and not indicator.most(level):
        return Value(indicator.code, "NOT_APPLICABLE", reported=0, expected=0)
    if measured and not (indicator.copied_down and scope == OWN):
        return scored(indicator, level, tallies.tally(indicator, office, period, scope))
    if not indicator.copied_down:
        return Value(indicator.code, "NOT_APPLICABLE", reported=0, expected=0)
    if not measured and not any(DEPTH[each] < DEPTH[level] for each in indicator.levels):
        return Value(indicator.code, "NOT_APPLICABLE", reported=0, expected=0)
    returned = tallies.returned(indicator, office, period, scope)
    if returned:
        return scored(indicator, level, returned)
    nearest = next((each for each in tree.upwards(office) if tree.level(each) in indicator.levels), None)
    if nearest is None:
        return scored(indicator, level, None)
    # The figures of who measures it, with the points of the own level.
    above = scored(indicator, level, tallies.tally(indicator, nearest, period, SUBTREE))
    return above if above.status == "NOT_REPORTED" else dataclasses.replace(above, status="INHERITED")


def scored(indicator, level, tally):
    """What a tally is worth."""
    if tally is None:
        return Value(indicator.code, "NOT_REPORTED", reported=0, expected=0)
    status = "SCORED" if based(tally) else "NO_BASE"
    return Value(indicator.code, status, tally.numerator, tally.denominator, points(indicator, level, tally), tally.reported,
                 tally.expected)


def points(indicator, level, tally):
    """The points in hundredths, rounded half up once; None: not scored."""
    if indicator.rule == "shown":
        return None
    if indicator.rule == "full":
        return indicator.most(level)
    if not based(tally):
        return of_empty_base(indicator, level)
    return of_ratio(indicator, level, ratio(tally))


def based(figures):
    """Without a numerator there is nothing to score either."""
    return bool(figures.denominator) and figures.numerator is not None


def of_empty_base(indicator, level):
    return {"EMPTY_BASE_ZERO": 0, "EMPTY_BASE_FULL": indicator.most(level)}.get(indicator.empty_base)


def ratio(figures):
    """More than the whole counts as the whole."""
    return min(Fraction(1), Fraction(figures.numerator, figures.denominator))


def of_ratio(indicator, level, exact):
    return half_up(indicator.most(level) * min(Fraction(1), exact / Fraction(indicator.percent(level), 100)))


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
