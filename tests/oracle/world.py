"""What the records in force say, brought together: dossiers and petitions with their offices, procedures, counts."""

import functools

import records
import times
from dossier import counts, judge
from petition import Petition
from units import Directory, authority
from workdays import Calendar


class World:
    """Everything in force, for one definition. `sent`: pairs of sender and record in protobuf's JSON, in any order."""

    def __init__(self, sent, definition):
        self.force = records.in_force([records.version(sender, record) for sender, record in sent])
        self.definition = definition
        self.directory = Directory(self.contents("unit"))
        self.calendar = Calendar(self.contents("calendar_day"))
        self.feeds = self.contents("feed")
        self.procedures = {(each["code"], each["unit_code"]): each for each in self.contents("procedure")}
        self.dossiers = self._dossiers()
        self.petitions = self._petitions()
        self.returns = self._counts("unit_return", lambda each: (each["scope"], each["indicator"]))
        self.totals = self._counts("national_total", lambda each: (each["scope"], each["source"]))

    def contents(self, kind):
        return [version.content for version in self.force[kind]]

    def chain_of(self, sender, content):
        """The units from the one that a dossier or petition belongs to upwards, as they stand on the day of reception.

        The unit is the bearer of the unit code on that day; where nobody bears it, the alias's unit; where there is no
        code, the unit that an alias gives for the name. Empty: nobody's.
        """
        day = times.day(times.time_of(content["receive_time"]))
        code, name = content.get("unit_code", ""), content.get("unit_name", "")
        return self.directory.chain(code, day) or self.directory.chain(self.alias(sender, code or name, day), day)

    def alias(self, sender, text, day):
        """The code of the unit that an alias means on a day: one of the sender goes before one of all senders."""
        meant = []
        for each in self.contents("unit_alias"):
            first, last = times.day_of_date(each.get("valid_from")), times.day_of_date(each.get("valid_to"))
            first = times.FIRST_DAY if first is None else first
            if (each["alias"] == text and each.get("sender", "") in ("", sender)
                    and first <= day and (last is None or day <= last)):
                meant.append((each.get("sender", "") == sender and bool(sender), first, each["unit_code"]))
        return max(meant)[2] if meant else ""

    def nth_working_day(self, chain):
        codes = [unit.code for unit in chain]
        return lambda day, n: self.calendar.after(day, n, codes)

    def _dossiers(self):
        lines, disliked = {}, set()
        for line in self.contents("progress"):
            lines.setdefault(line["dossier_code"], []).append(line)
        for answer in self.contents("satisfaction"):
            if answer.get("satisfaction") == "SATISFACTION_DISSATISFIED":
                disliked.add(answer["dossier_code"])
        disliked.update(each.get("dossier_code") for each in self.contents("petition"))
        dossiers = []
        for version in self.force["dossier"]:
            content = version.content
            chain = self.chain_of(version.sender, content) if counts(content) else []
            if chain:
                top = authority(chain)
                procedure = self.procedures.get((content.get("procedure_code"), top.code if top else None), {})
                dossiers.append(judge(content, lines.get(content["code"], ()), self._office(chain, content), procedure,
                                      self.nth_working_day(chain), content["code"] in disliked, self.definition))
        return dossiers

    def _petitions(self):
        petitions = []
        for version in self.force["petition"]:
            chain = self.chain_of(version.sender, version.content)
            if chain:
                petitions.append(Petition(self._office(chain, version.content), version.content,
                                          self.nth_working_day(chain)))
        return petitions

    def _office(self, chain, content):
        return self.directory.office(chain[0].code, times.day(times.time_of(content["receive_time"])))

    def _counts(self, kind, rest):
        """(office, period, …) -> what counts as counts say; of several that speak of one office the newest."""
        found = {}
        for version in sorted(self.force[kind], key=lambda version: version.rank):
            office = self.directory.spoken_of(version.content, times.period(version.content["period"]))
            if office:
                found[(office, version.content["period"], *rest(version.content))] = version.content
        return found

    @functools.cached_property
    def copies(self):
        """office -> the last days of the periods in which it issued certified copies."""
        days = {}
        for content in self.contents("certified_copy"):
            period = times.period(content["period"])
            office = self.directory.spoken_of(content, period)
            if office and content.get("copy_count", 0) >= 1:
                days.setdefault(office, []).append(period.last)
        return days

    @functools.cached_property
    def copies_told(self):
        """office -> the last days of the periods of which any count of copies is there."""
        days = {}
        for content in self.contents("certified_copy"):
            period = times.period(content["period"])
            days.setdefault(self.directory.spoken_of(content, period), []).append(period.last)
        return days

    def covered(self, kind, office, period):
        """Whether a feed of the kind covers unit and period: the period lies wholly within the feed's days."""
        return any(feed["kind"] == kind and records.lies_below(office.code, feed.get("unit_code", ""))
                   and (not feed.get("valid_from") or times.day_of_date(feed["valid_from"]) <= period.first)
                   and (not feed.get("valid_to") or times.day_of_date(feed["valid_to"]) >= period.last)
                   for feed in self.feeds)
