"""Random provinces: units in time, what they are called, procedures, the calendar and the feeds."""

import dataclasses

import times

DAY_KINDS = ("DAY_KIND_OFF", "DAY_KIND_WORKING")
BELOW = ("LEVEL_DEPARTMENT", "LEVEL_COMMUNE", "LEVEL_COMMUNE", "LEVEL_DISTRICT")
# Names as people write them, for aliases.
NAMES = ("Xã An Bình", "Phường Tân Ninh", "Sở Tư pháp", "Xã Hòa Hội")
DECLARED = ("RECORD_KIND_DOSSIER", "RECORD_KIND_DOSSIER", "RECORD_KIND_PROCEDURE", "RECORD_KIND_PETITION",
            "RECORD_KIND_NATIONAL_TOTAL", "RECORD_KIND_CERTIFIED_COPY", "RECORD_KIND_PROGRESS", "RECORD_KIND_SATISFACTION",
            "RECORD_KIND_UNIT", "RECORD_KIND_RETURN")
# What is given by several senders that say different things.
QUARRELLED = ("RECORD_KIND_SATISFACTION", "RECORD_KIND_UNIT", "RECORD_KIND_DOSSIER", "RECORD_KIND_PETITION", "RECORD_KIND_PROCEDURE",
              "RECORD_KIND_RETURN")


@dataclasses.dataclass
class Spell:
    """A unit: what one record says."""

    code: str
    first: int  # None: since ever
    last: int  # None: no end known
    level: str
    parent: str
    depth: int  # Nobody ever stands above one of a smaller depth: there are no circles.

    def record(self):
        unit = {"code": self.code, "name": f"Unit {self.code}", "level": self.level}
        if self.first is not None:
            unit["valid_from"] = times.date_text(self.first)
        if self.last is not None:
            unit["valid_to"] = times.date_text(self.last)
        if self.parent:
            unit["parent_code"] = self.parent
        return unit


class Province:
    """Makes what a province consists of; `tell(kind, content, ...)` takes the records."""

    def __init__(self, rng, moments, tell, senders):
        self.rng, self.moments, self.tell, self.senders = rng, moments, tell, senders
        self.spells = []
        self.names = []
        self.procedure_codes = ["p1", "p2", "2.000815", "1.003"][:rng.randrange(2, 5)]

    @property
    def codes(self):
        return sorted({spell.code for spell in self.spells})

    def tops(self):
        return [spell for spell in self.spells if spell.level in ("LEVEL_PROVINCE", "LEVEL_MINISTRY")]

    def make(self):
        nation = "VN" if self.moments.chance(0.15) else ""
        if nation:
            self.add(Spell(nation, None, None, "LEVEL_NATION", "", 0))
        for number in range(self.rng.choice([1, 1, 2, 2, 3])):
            self.top_level(f"H{number + 1:02}", nation)
        for spell in self.spells:
            self.tell("unit", spell.record(), correctable=("valid_to",), again=lambda: dataclasses.replace(
                spell, parent=self.other_parent(spell), level=self.other_level(spell)).record())
        self.aliases()
        self.procedures()
        self.calendar()
        self.feeds()

    def add(self, spell):
        self.spells.append(spell)

    def top_level(self, top, nation):
        older_form = self.moments.chance(0.2)
        level = self.rng.choice(["LEVEL_PROVINCE"] * 6 + ["LEVEL_MINISTRY"] * 2 + ["LEVEL_DEPARTMENT"])
        # Both forms of codes live side by side.
        code = f"000.00.00.{top}" if older_form and self.moments.chance(0.3) else top
        self.live(Spell(code, None, None, level, nation, 1), steady=0.8)
        for number in range(self.rng.choice([1, 2, 2, 3, 4])):
            child = f"000.{number + 1}0.00.{top}" if older_form else f"{top}.{number + 1}"
            level = self.rng.choice(BELOW)
            self.live(Spell(child, None, None, level, code, 2), steady=0.45)
            if level != "LEVEL_COMMUNE" and self.moments.chance(0.5):
                for below in range(self.rng.choice([1, 1, 2])):
                    grandchild = f"000.{number + 1}0.0{below + 1}.{top}" if older_form else f"{child}.0{below + 1}"
                    self.live(Spell(grandchild, None, None, "LEVEL_COMMUNE", child, 3), steady=0.5)

    def live(self, spell, steady):
        """What happens to a unit over time: as a rule nothing, else one thing that makes it hard to say what it is."""
        if self.moments.chance(steady):
            return self.add(spell)
        day = self.moments.turning_day()
        fate = self.rng.choice(["ends", "begins", "renamed", "moved", "raised", "gap", "overlap", "within", "recoded", "brief"])
        before = dataclasses.replace(spell, last=day - 1)
        after = dataclasses.replace(spell, first=day)
        if fate == "ends":
            self.add(before)
        elif fate == "begins":
            self.add(after)
        elif fate == "renamed":
            self.add(before)
            self.add(after)
        elif fate == "moved":
            self.add(before)
            self.add(dataclasses.replace(after, parent=self.other_parent(spell)))
        elif fate == "raised":
            self.add(before)
            self.add(dataclasses.replace(after, level=self.other_level(spell)))
        elif fate == "gap":
            self.add(before)
            self.add(dataclasses.replace(after, first=day + self.rng.choice([1, 3, 20])))
        elif fate == "overlap":
            self.add(dataclasses.replace(before, last=day + self.rng.choice([0, 2, 40])))
            self.add(dataclasses.replace(after, parent=self.rng.choice([spell.parent, self.other_parent(spell)])))
        elif fate == "within":
            self.add(spell)
            self.add(dataclasses.replace(after, last=day + self.rng.choice([0, 3, 40])))
        elif fate == "brief":
            self.add(dataclasses.replace(after, last=day + self.rng.choice([0, 6, 30])))
        else:
            self.recoded(before, after)

    def recoded(self, before, after):
        after.code = after.code.replace("000.", "009.", 1) if after.code.startswith("000.") else after.code + "9"
        self.add(before)
        self.add(after)
        self.tell("unit_change", {"change_date": times.date_text(after.first), "from": {"code": before.code},
                                  "to": {"code": after.code, "valid_from": times.date_text(after.first)},
                                  "kind": "UNIT_CHANGE_KIND_RECODE"})
        if self.moments.chance(0.7):
            self.tell("unit_alias", {"alias": before.code, "unit_code": after.code, "valid_from": times.date_text(after.first)})

    def other_parent(self, spell):
        """Another unit above it, or one beside it whose code comes before its own."""
        others = [other.code for other in self.spells if 1 <= other.depth <= spell.depth
                  and (other.depth, other.code) < (spell.depth, spell.code) and other.code != spell.code]
        return self.rng.choice(others) if spell.depth > 1 and others else spell.parent

    def other_level(self, spell):
        """A level at which the same is measured."""
        if spell.depth == 0:
            return spell.level
        return self.rng.choice(["LEVEL_PROVINCE", "LEVEL_MINISTRY"] if spell.depth == 1 and spell.level not in BELOW else BELOW)

    def aliases(self):
        self.names = self.rng.sample(NAMES, self.rng.randrange(1, 3))
        for name in self.names:
            for sender in self.rng.choice([[""], ["", ""], ["", self.senders[0]], ["", self.senders[-1]], self.senders]):
                alias = {"alias": name, "unit_code": self.rng.choice(self.codes)}
                if sender:
                    alias["sender"] = sender
                if self.moments.chance(0.3):
                    alias["valid_from"] = times.date_text(self.moments.turning_day())
                elif self.moments.chance(0.3):
                    alias["valid_to"] = times.date_text(self.moments.turning_day() - 1)
                self.tell("unit_alias", alias, correctable=("unit_code", "valid_to"))
        if self.moments.chance(0.5):
            self.tell("unit_alias", {"alias": "H01.OLD", "unit_code": self.rng.choice(self.codes)})
        if self.moments.chance(0.15):
            # A unit bears the code, at least now and then: then the alias says nothing.
            self.tell("unit_alias", {"alias": self.rng.choice(self.codes), "unit_code": self.rng.choice(self.codes)})

    def procedures(self):
        owners = sorted({spell.code for spell in self.tops()}) or self.codes[:1]
        for owner in owners:
            for code in self.procedure_codes:
                if self.moments.chance(0.75):
                    self.tell("procedure", self.procedure(code, owner), correctable=(
                        "online_level", "has_fee", "max_working_days", "announce_date", "publish_date", "result_required"))
        if self.moments.chance(0.1):
            self.tell("procedure", self.procedure("p1", self.rng.choice(self.codes)))

    def procedure(self, code, owner):
        rng, chance = self.rng, self.moments.chance
        procedure = {"code": code, "unit_code": owner, "name": f"Procedure {code}"}
        procedure["levels"] = rng.sample(["LEVEL_PROVINCE", "LEVEL_DEPARTMENT", "LEVEL_COMMUNE", "LEVEL_DISTRICT"], rng.randrange(4))
        if chance(0.85):
            procedure["online_level"] = rng.choice(["ONLINE_LEVEL_INFORMATION", "ONLINE_LEVEL_PARTIAL", "ONLINE_LEVEL_FULL"])
        for field, share in (("has_fee", 0.7), ("payable_online", 0.4), ("result_required", 0.5), ("for_persons", 0.7),
                             ("published_in_full", 0.6)):
            if chance(share):
                procedure[field] = chance(0.7)
        if chance(0.75):
            procedure["max_working_days"] = rng.choice([1, 2, 3, 5, 5, 6, 10, 20])
        if chance(0.6):
            announced = self.moments.day() - rng.choice([0, 5, 7, 14])
            procedure["announce_date"] = times.date_text(announced)
            if chance(0.7):
                procedure["effective_date"] = times.date_text(announced + rng.choice([0, 5, 6, 7, 8, 9, 14, 26, 27, 28, 29]))
            if chance(0.7):
                procedure["publish_date"] = times.date_text(announced + rng.choice([0, 3, 5, 6, 7, 8, 9, 13, 14, 15, 30]))
        elif chance(0.3):
            procedure["publish_date"] = self.moments.date()
        if chance(0.15):
            procedure["valid_from"] = times.date_text(self.moments.turning_day())
        elif chance(0.15):
            procedure["valid_to"] = times.date_text(self.moments.turning_day() - 1)
        return procedure

    def calendar(self):
        """Few days, but of these often what a unit, the one above it and the country say."""
        for _ in range(self.rng.choice([0, 1, 2, 4, 6])):
            date = times.date_text(self.moments.day() + self.rng.randrange(-3, 8))
            spell = self.rng.choice(self.spells)
            for code in self.rng.choice([[""], [spell.code], ["", spell.code], [spell.code, spell.parent], ["", spell.parent]]):
                day = {"date": date, "unit_code": code, "kind": self.rng.choice(DAY_KINDS)}
                self.tell("calendar_day", {field: value for field, value in day.items() if value}, correctable=("kind",))

    def feeds(self):
        if self.moments.chance(0.25):
            # Everything is declared, so that there are complete totals.
            for kind in sorted(set(DECLARED)):
                self.tell("feed", {"sender": self.senders[0], "kind": kind})
        if self.moments.chance(0.4):
            # Several senders of the same, and which of them counts is said.
            for kind in self.rng.sample(QUARRELLED, 2):
                for sender in self.senders:
                    feed = {"sender": sender, "kind": kind, "precedence": self.rng.choice([1, 2, 3])}
                    if self.moments.chance(0.7):
                        feed["unit_code"] = self.rng.choice([self.rng.choice(self.codes), self.rng.choice(self.spells).parent or "H01"])
                    self.tell("feed", feed, correctable=("precedence",))
        for kind in sorted(set(self.rng.sample(DECLARED, self.rng.randrange(len(DECLARED))))):
            for _ in range(self.rng.choice([1, 1, 2])):
                feed = {"sender": self.rng.choice(self.senders), "kind": kind}
                if self.moments.chance(0.75):
                    feed["unit_code"] = self.rng.choice(self.codes)
                if self.moments.chance(0.5):
                    feed["precedence"] = self.rng.choice([1, 2, 3])
                if self.moments.chance(0.2):
                    feed["valid_from"] = times.date_text(self.moments.turning_day())
                if self.moments.chance(0.2):
                    last = self.moments.turning_day() - 1
                    if last >= (times.day_of_date(feed.get("valid_from")) or 0):
                        feed["valid_to"] = times.date_text(last)
                self.tell("feed", feed, correctable=("precedence", "valid_to"))
