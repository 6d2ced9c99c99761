"""Units in time: who bears a code on a day, which units are one office, and what stands above it."""

import dataclasses

import times
from times import FIRST_DAY, LAST_DAY


@dataclasses.dataclass(frozen=True)
class Unit:
    """A unit as one record says it."""

    code: str
    valid_from: str
    first: int
    last: int
    level: str
    parent_code: str

    def valid(self, day):
        return self.first <= day <= self.last

    def valid_within(self, period):
        return self.first <= period.last and self.last >= period.first

    @property
    def name(self):
        return f"{self.code}@{self.valid_from}" if self.valid_from else self.code


class Office:
    """Units of one code that overlap or follow one another without a gap."""

    def __init__(self, units):
        self.code = units[0].code
        self.units = tuple(units)

    def bearer(self, day):
        """Of several units valid on a day the one with the latest first day bears the code."""
        return max((unit for unit in self.units if unit.valid(day)), key=lambda unit: unit.first, default=None)

    def standing(self, period):
        """The unit as which the office stands in a period: that of the last day, else the last within the period."""
        within = [unit for unit in self.units if unit.valid_within(period)]
        return self.bearer(min(period.last, max(unit.last for unit in within))) if within else None


class Directory:
    """All units that are in force."""

    def __init__(self, contents):
        units = {}
        for content in contents:
            unit = Unit(content["code"], content.get("valid_from", ""),
                        times.day_of_date(content.get("valid_from")) if content.get("valid_from") else FIRST_DAY,
                        times.day_of_date(content.get("valid_to")) if content.get("valid_to") else LAST_DAY,
                        content.get("level", "LEVEL_UNSPECIFIED"), content.get("parent_code", ""))
            units.setdefault(unit.code, []).append(unit)
        self.offices = {code: offices(of_code) for code, of_code in units.items()}

    def office(self, code, day):
        """The office of the unit that bears a code on a day."""
        return next((office for office in self.offices.get(code, ()) if office.bearer(day)), None)

    def chain(self, code, day):
        """The units from the bearer of a code upwards, by the parent codes as they stand on the day."""
        units = []
        office = self.office(code, day)
        while office and office.bearer(day) not in units:
            units.append(office.bearer(day))
            office = self.office(units[-1].parent_code, day)
        return units

    def spoken_of(self, content, period):
        """The office of which a return, a total or a count of a period speaks.

        With a first day the office of that unit; without one the office that has the code on the last day of the
        period, else the last to have it within the period.
        """
        of_code = self.offices.get(content["unit_code"], ())
        first_day = content.get("unit_valid_from")
        if first_day:
            return next((office for office in of_code if any(unit.valid_from == first_day for unit in office.units)), None)
        return next((office for office in reversed(of_code) if office.standing(period)), None)

    def tree(self, period):
        return Tree(self, period)


def offices(units):
    """Parts the units of one code into offices, in the order of their times."""
    parted = []
    for unit in sorted(units, key=lambda unit: (unit.first, unit.last)):
        if parted and unit.first <= max(known.last for known in parted[-1]) + 1:
            parted[-1].append(unit)
        else:
            parted.append([unit])
    return [Office(of_office) for of_office in parted]


def authority(chain):
    """The top-level authority: the topmost unit that is not the nation."""
    return next((unit for unit in reversed(chain) if unit.level != "LEVEL_NATION"), None)


class Tree:
    """The offices with a unit valid on at least one day of a period, and how they stand to one another."""

    def __init__(self, directory, period):
        self.unit = {office: office.standing(period) for of_code in directory.offices.values() for office in of_code
                     if office.standing(period)}
        self.offices = sorted(self.unit, key=lambda office: (office.code, self.unit[office].first))
        self.parent = {}
        for office, unit in self.unit.items():
            # On the last day of the period or, if earlier, on the last day of the unit.
            self.parent[office] = directory.office(unit.parent_code, min(period.last, unit.last))
        self.children = {office: [child for child in self.offices if self.parent[child] is office]
                         for office in self.offices}

    def level(self, office):
        return self.unit[office].level

    def upwards(self, office):
        """The office and those above it."""
        chain = []
        while office and office not in chain:
            chain.append(office)
            office = self.parent[office]
        return chain

    def subtree(self, office):
        """The office and all below it."""
        found = [office]
        for above in found:
            found += [child for child in self.children[above] if child not in found]
        return found

    def authority(self, office):
        """The office of the top-level authority: the topmost that is not the nation."""
        return next((above for above in reversed(self.upwards(office)) if self.level(above) != "LEVEL_NATION"), None)
