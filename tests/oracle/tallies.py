"""The tally of one indicator for one office, period and scope: numerator, denominator, and of which parts."""

import dataclasses
import functools
from typing import Optional

import procedures
import times

OWN, SUBTREE = "SCOPE_OWN_OFFICES", "SCOPE_SUBTREE"
DOSSIER, PROCEDURE, PETITION = "RECORD_KIND_DOSSIER", "RECORD_KIND_PROCEDURE", "RECORD_KIND_PETITION"
TOTAL, COPY = "RECORD_KIND_NATIONAL_TOTAL", "RECORD_KIND_CERTIFIED_COPY"
SOURCES = ("TOTAL_SOURCE_NATIONAL_REPORTING", "TOTAL_SOURCE_NATIONAL_PORTAL")

# What one dossier of the population gives to a measure, judged at a time.
OF_DOSSIER = {
    "dossiers": lambda dossier, at: True,
    "dossiers_finished": lambda dossier, at: True,
    "dossiers_synchronised": lambda dossier, at: True,
    "dossiers_on_time": lambda dossier, at: not dossier.late(at),
    "processing_time": lambda dossier, at: dossier.minutes,
    "dossiers_online": lambda dossier, at: dossier.online and (dossier.result_file or not dossier.result_required),
    "dossiers_paid_online": lambda dossier, at: dossier.paid_online,
    "dossiers_with_fee": lambda dossier, at: dossier.fee,
    "dossiers_with_result_file": lambda dossier, at: dossier.result_required and dossier.result_file,
    "dossiers_needing_result": lambda dossier, at: dossier.result_required,
    "dossiers_digitised": lambda dossier, at: dossier.digitised,
    "dossiers_reusing_data": lambda dossier, at: dossier.reuse,
    "dossiers_shared_with_storage": lambda dossier, at: dossier.storage,
    "dossiers_using_citizen_data": lambda dossier, at: dossier.citizen_data,
    "dossiers_satisfied": lambda dossier, at: not dossier.late(at) and not dossier.disliked,
}
OF_PETITION = {
    "petitions": lambda petition, at: True,
    "petitions_on_time": lambda petition, at: petition.on_time(at),
    "petitions_satisfied": lambda petition, at: petition.satisfied(at),
}
# Distinct procedures: which of those in force belong to the base.
BASE_OF_PROCEDURES = {
    "online_services": procedures.online,
    "fee_procedures": lambda procedure: procedure.get("has_fee", False),
    "procedures_for_persons": lambda procedure: procedure.get("for_persons", False),
}
# Distinct procedures: whether a dossier of the population brings its procedure in.
USED = {
    "online_services_used": lambda dossier: dossier.online,
    "fee_procedures_payable_online": lambda dossier: dossier.fee_amount,
    "fee_procedures_paid_online": lambda dossier: dossier.paid_online,
    "procedures_using_citizen_data": lambda dossier: dossier.citizen_data,
}
OF_AUTHORITY = ("procedures_announced", "procedures_due_for_publication", "procedures_public",
                "procedures_under_authority")
ADD_UP_OVER_PERIODS = ("POPULATION_RECEIVED", "POPULATION_FINISHED", "POPULATION_DUE")


@dataclasses.dataclass(frozen=True)
class Tally:
    """None: there is no number. `parts`: offices below (and the own ones) that are in it whole."""

    numerator: Optional[int]
    denominator: Optional[int]
    reported: int = 1
    expected: int = 1
    parts: frozenset = frozenset()

    @property
    def complete(self):
        return self.reported == self.expected


def add(values):
    """Empty ones add nothing; of empty ones alone the sum is empty."""
    given = [value for value in values if value is not None]
    return sum(given) if given else None


def summed(indicator, tallies):
    """Numerator and denominator of a sum, as the tallies of returns always were added up.

    A part that lacks a number adds nothing, and so does a numerator without a base. More than the whole of a part
    counts as the whole of it, unless the indicator is only shown.
    """
    whole = [tally for tally in tallies if tally.numerator is not None and tally.denominator is not None]
    if not whole:
        return None, None

    def share(tally):
        if not tally.denominator:
            return 0
        return tally.numerator if indicator.rule == "shown" else min(tally.numerator, tally.denominator)

    return sum(share(tally) for tally in whole), sum(tally.denominator for tally in whole)


class Tallies:
    """All tallies of a world as of a time."""

    def __init__(self, world, as_of):
        self.world = world
        self.as_of = as_of
        self.tree = functools.lru_cache(None)(world.directory.tree)
        self.tally = functools.lru_cache(None)(self._tally)
        self.total = functools.lru_cache(None)(self._total)

    def at(self, period):
        """A closed period is judged at its end, an open one as of now."""
        return min(self.as_of, period.e)

    # --- From a return, from records, from parts of the period, from units.

    def _tally(self, indicator, office, period, scope):
        """None: not reported."""
        exact = self.returned(indicator, office, period, scope)
        if exact:
            return exact
        if scope == OWN:
            return self.of_own_offices(indicator, office, period) or self.over_periods(indicator, office, period, scope)
        over_periods = self.over_periods(indicator, office, period, scope)
        if over_periods and over_periods.complete:
            return over_periods
        over_units = self.over_units(indicator, office, period)
        return over_units if over_units and over_units.complete else over_periods or over_units

    def returned(self, indicator, office, period, scope):
        """A return for exactly that unit, period, scope and indicator."""
        content = self.world.returns.get((office, period.name, scope, indicator.code))
        return content and Tally(content.get("numerator"), content.get("denominator"),
                                 parts=self._covered_by(office, period, scope))

    def _covered_by(self, office, period, scope):
        return frozenset(self.tree(period).subtree(office) if scope == SUBTREE else [office])

    def over_periods(self, indicator, office, period, scope):
        """Returns alone add up over the parts of a period, and only where nobody in it has records or a feed."""
        if indicator.population not in ADD_UP_OVER_PERIODS or indicator.denominator in BASE_OF_PROCEDURES:
            return None
        offices = self.tree(period).subtree(office) if scope == SUBTREE else [office]
        if any(self.spoken(indicator, each, period) for each in offices):
            return None
        tallies = [self.of_returns.tally(indicator, office, part, scope)
                   for part in times.parts(period.name) if office.standing(part)]
        if not any(tallies):
            return None
        reported = sum(tally.reported for tally in tallies if tally)
        expected = sum(tally.expected if tally else 1 for tally in tallies)
        numerator, denominator = summed(indicator, [tally for tally in tallies if tally])
        return Tally(numerator, denominator, reported, expected,
                     self._covered_by(office, period, scope) if reported == expected else frozenset())

    @functools.cached_property
    def of_returns(self):
        return OfReturns(self.world, self.as_of)

    def over_units(self, indicator, office, period):
        """The sum of the own offices and of the subtree values of the units directly below."""
        if indicator.denominator in BASE_OF_PROCEDURES:
            return self.distinct_over_units(indicator, office, period)
        if indicator.numerator == "dossiers_synchronised" and not self._any_return_within(indicator, office, period):
            return self.synchronised(indicator, office, period, SUBTREE)
        own = self.tally(indicator, office, period, OWN)
        below = [self.tally(indicator, child, period, SUBTREE) for child in self.tree(period).children[office]
                 if self.tree(period).level(child) in indicator.levels]
        tallies = [tally for tally in [own, *below] if tally]
        if not tallies:
            return None
        if indicator.rule == "full":
            return Tally(*summed(indicator, tallies))
        return self._of_parts(indicator, office, period, *summed(indicator, tallies),
                              frozenset().union(*[tally.parts for tally in tallies]), bool(own))

    def _of_parts(self, indicator, office, period, numerator, denominator, parts, own_is_part):
        """Parts expected are the units below; the own offices are one where they are there."""
        expected = [each for each in self.tree(period).subtree(office)
                    if (own_is_part if each is office else self._measured_at(indicator, each, period))]
        reported = [each for each in expected if each in parts]
        return Tally(numerator, denominator, len(reported), len(expected), parts)

    def _measured_at(self, indicator, office, period):
        """Counts of an authority's procedures belong to the authority, those of communes to communes."""
        if indicator.denominator in OF_AUTHORITY:
            return self.tree(period).level(office) in indicator.levels
        if indicator.denominator == "communes_managed":
            return self.tree(period).level(office) == "LEVEL_COMMUNE"
        return True

    def _any_return_within(self, indicator, office, period):
        return any(self.returned(indicator, each, period, scope) or self.over_periods(indicator, each, period, scope)
                   for each in self.tree(period).subtree(office) for scope in (OWN, SUBTREE))

    # --- From records.

    def spoken(self, indicator, office, period):
        """Whether the own offices have records in the population or a feed that covers unit and period."""
        world, base = self.world, indicator.denominator
        if base in OF_AUTHORITY:
            return (self._measured_at(indicator, office, period)
                    and self.procedures_spoken(office, period))
        if base == "communes_managed":
            return (any(last <= period.last for last in world.copies_told.get(office, ()))
                    or world.covered(COPY, office, period))
        if base in OF_PETITION:
            return bool(self.petitions(office, period)) or world.covered(PETITION, office, period)
        return bool(self.dossiers(indicator, office, period)) or world.covered(DOSSIER, office, period)

    def dossiers(self, indicator, office, period):
        return [each for each in self.world.dossiers
                if each.office is office and each.belongs(indicator.population, period)]

    def petitions(self, office, period):
        return [each for each in self.world.petitions if each.office is office and period.holds(each.received)]

    def of_own_offices(self, indicator, office, period):
        """The count of the own offices; None: not reported."""
        at, numerator, base = self.at(period), indicator.numerator, indicator.denominator
        if base == "communes_managed":
            return self.communes(indicator, office, period)
        if not self.spoken(indicator, office, period):
            return None
        if base in BASE_OF_PROCEDURES:
            return self.distinct(indicator, [office], office, period)
        if base in OF_AUTHORITY:
            return self.of_authority(indicator, office, period)
        if numerator == "dossiers_synchronised":
            return self.synchronised(indicator, office, period, OWN)
        measures, cases = ((OF_PETITION, self.petitions(office, period)) if base in OF_PETITION
                           else (OF_DOSSIER, self.dossiers(indicator, office, period)))
        return Tally(sum(measures[numerator](each, at) for each in cases),
                     sum(measures[base](each, at) for each in cases), parts=frozenset([office]))

    # --- Distinct procedures.

    def procedures_of(self, office, period):
        """The procedures of the office's top-level authority."""
        authority = self.tree(period).authority(office)
        return [each for (_, unit_code), each in self.world.procedures.items()
                if authority and unit_code == authority.code]

    def procedures_spoken(self, office, period):
        """The authority has procedures, whatever they say, or a feed covers it."""
        authority = self.tree(period).authority(office)
        return (bool(self.procedures_of(office, period))
                or (authority is not None and self.world.covered(PROCEDURE, authority, period)))

    def distinct(self, indicator, offices, office, period):
        """A union over offices; None unless both procedures and dossiers are reported."""
        world, tree = self.world, self.tree(period)
        if not self.procedures_spoken(office, period):
            return None
        spoken = frozenset(each for each in offices if self.spoken(indicator, each, period))
        if not spoken:
            return None
        levels = {tree.level(each) for each in offices}
        base = {each["code"]: each for each in self.procedures_of(office, period)
                if procedures.in_force(each, period.last) and BASE_OF_PROCEDURES[indicator.denominator](each)
                and procedures.handled_at(each, levels)}
        used = {dossier.procedure_code for each in offices for dossier in self.dossiers(indicator, each, period)
                if USED[indicator.numerator](dossier)}
        if indicator.numerator == "fee_procedures_payable_online":
            used |= {code for code, each in base.items() if each.get("payable_online")}
        return Tally(len(used & set(base)), len(base), parts=spoken)

    def distinct_over_units(self, indicator, office, period):
        """Not reported where one of the units has a return alone: what it counted is not known one by one."""
        offices = self.tree(period).subtree(office)
        for each in offices:
            scopes = (OWN,) if each is office else (OWN, SUBTREE)
            if (any(self.returned(indicator, each, period, scope) for scope in scopes)
                    and not self.spoken(indicator, each, period)):
                return None
        union = self.distinct(indicator, offices, office, period)
        return union and self._of_parts(indicator, office, period, union.numerator, union.denominator, union.parts,
                                        office in union.parts)

    # --- Procedures of an authority.

    def _terms(self, office, period):
        """The level of the authority and the codes of its calendar, nearest first."""
        tree = self.tree(period)
        authority = tree.authority(office)
        return tree.level(authority), self.world.calendar, [each.code for each in tree.upwards(authority)]

    def _in_population(self, indicator, office, period, procedure):
        base = indicator.denominator
        if base == "procedures_announced":
            announced = times.day_of_date(procedure.get("announce_date"))
            return announced is not None and period.holds_day(announced)
        if base == "procedures_due_for_publication":
            if not procedure.get("announce_date"):
                return False
            last_day = procedures.deadline(procedure, *self._terms(office, period))
            return procedures.due_for_publication(procedure, last_day, period, self.at(period))
        return procedures.in_force(procedure, period.last)

    def of_authority(self, indicator, office, period):
        at, base = self.at(period), indicator.denominator
        terms = self._terms(office, period)
        cases = [each for each in self.procedures_of(office, period)
                 if self._in_population(indicator, office, period, each)]
        if base == "procedures_announced":
            cases = [each for each in cases if each.get("effective_date")]
            good = [procedures.announced_on_time(each, *terms) for each in cases]
        elif base == "procedures_due_for_publication":
            good = [procedures.published_by(each, procedures.deadline(each, *terms)) for each in cases]
        elif base == "procedures_public":
            cases = [each for each in cases if procedures.public(each, at)]
            good = [each.get("published_in_full", False) for each in cases]
        else:
            good = [procedures.online(each) for each in cases]
        return Tally(sum(good), len(cases), parts=frozenset([office]))

    # --- Communes that certify copies.

    def communes(self, indicator, office, period):
        if indicator.rule != "full" and not self.spoken(indicator, office, period):
            return None
        commune = self.tree(period).level(office) == "LEVEL_COMMUNE"
        providing = any(last <= period.last for last in self.world.copies.get(office, ()))
        return Tally(int(commune and providing), int(commune), parts=frozenset([office]))

    # --- Dossiers synchronised, of those that national systems count.

    def synchronised(self, indicator, office, period, scope):
        """All dossiers of the scope, of the greater of the two totals of the unit itself."""
        offices = self.tree(period).subtree(office) if scope == SUBTREE else [office]
        spoken = frozenset(each for each in offices if self.spoken(indicator, each, period))
        totals = [total for total in (self.total(office, period, scope, source) for source in SOURCES) if total]
        if not spoken:
            return None
        if totals:
            # An explicitly empty total gives way to a number of the other source.
            greater = max((count for count, in totals if count is not None), default=None)
        elif self.world.covered(TOTAL, office, period):
            greater = 0
        else:
            return None
        count = sum(len(self.dossiers(indicator, each, period)) for each in offices)
        if scope == OWN:
            return Tally(count, greater, parts=spoken)
        return self._of_parts(indicator, office, period, count, greater, spoken, office in spoken)

    def _total(self, office, period, scope, source):
        """A total as a tuple of one, whose number may be None (explicitly empty); None: there is none.

        Exact, else of all parts of the period in which the office exists, else of the own offices and all units
        directly below.
        """
        content = self.world.totals.get((office, period.name, scope, source))
        if content:
            return (content.get("received_count"),)
        parts = [part for part in times.parts(period.name) if office.standing(part)]
        of_periods = [self.total(office, part, scope, source) for part in parts]
        if parts and all(of_periods):
            return (add([count for count, in of_periods]),)
        if scope == SUBTREE:
            of_units = [self.total(office, period, OWN, source)]
            of_units += [self.total(child, period, SUBTREE, source) for child in self.tree(period).children[office]]
            if all(of_units):
                return (add([count for count, in of_units]),)
        return None


class OfReturns(Tallies):
    """The same where records and feeds say nothing."""

    def spoken(self, indicator, office, period):
        return False

    def of_own_offices(self, indicator, office, period):
        return None

    @property
    def of_returns(self):
        return self
