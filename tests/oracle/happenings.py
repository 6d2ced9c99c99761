"""What happens in a random province: dossiers, their progress, answers, petitions, and counts that arrive as counts."""

import times

ENDED = ("DOSSIER_STATUS_FINISHED", "DOSSIER_STATUS_RETURNED", "DOSSIER_STATUS_STOPPED", "DOSSIER_STATUS_REFUSED",
         "DOSSIER_STATUS_WITHDRAWN")
OPEN = ("DOSSIER_STATUS_RECEIVED", "DOSSIER_STATUS_PROCESSING", "DOSSIER_STATUS_SUPPLEMENT_AWAITED",
        "DOSSIER_STATUS_PAYMENT_AWAITED")
NOT_RECEIVED = ("DOSSIER_STATUS_REGISTERED", "DOSSIER_STATUS_IN_TRANSIT", "DOSSIER_STATUS_REFUSED")
OUTCOMES = ("ANSWERED", "ANSWERED", "REFUSED", "TRANSFERRED", "SUPPLEMENT_ASKED")
FEELINGS = ("VERY_SATISFIED", "SATISFIED", "NEUTRAL", "DISSATISFIED", "DISSATISFIED")
INDICATORS = ("PUBLISH_ON_TIME", "PUBLIC_UPDATE_ON_TIME", "PUBLIC_CONTENT_FULL", "DOSSIER_SYNC", "ON_TIME", "AVERAGE_TIME",
              "ONLINE_PROVIDED", "ONLINE_USED", "ONLINE_DOSSIERS", "PAYMENT_PROVIDED", "PAYMENT_USED", "PAYMENT_DOSSIERS",
              "ORIGINAL_RESULT_AVAILABLE", "CITIZEN_DATA_CONNECTED_FORMALITY", "ELECTRONIC_CERTIFIED_COPY",
              "PETITION_PROCESSING_ON_TIME", "PETITION_HANDLING_SATISFACTION", "DOSSIER_RECEIVING_SATISFACTION")
SCOPES = ("SCOPE_OWN_OFFICES", "SCOPE_SUBTREE")
SOURCES = ("TOTAL_SOURCE_NATIONAL_REPORTING", "TOTAL_SOURCE_NATIONAL_PORTAL")


class Happenings:
    """`tell` takes the records; `province` says which units and procedures there are."""

    def __init__(self, rng, moments, tell, province, periods):
        self.rng, self.moments, self.tell, self.province, self.periods = rng, moments, tell, province, periods
        # Few units, so that several things happen in one.
        self.busy = rng.sample(province.codes, min(len(province.codes), rng.choice([2, 3, 4])))
        self.dossier_codes = []
        self.first_days = {}

    def unit(self):
        return self.rng.choice(self.busy if self.moments.chance(0.8) else self.province.codes)

    # --- Dossiers.

    def dossiers(self, count):
        for number in range(count):
            code = self.dossier_code(number)
            self.dossier_codes.append(code)
            content = self.dossier(code)
            self.tell("dossier", content, correctable=("status", "channel", "procedure_code", "payment"),
                      again=lambda: self.dossier(code))
            if self.moments.chance(0.35):
                self.progress(code, content)
            if self.moments.chance(0.2):
                for answer in self.rng.choice([[""], ["a"], ["a", "b"]]):
                    self.tell("satisfaction", self.answer(code, answer), again=lambda: self.answer(code, answer), often=0.5)

    def answer(self, dossier_code, code):
        return {"dossier_code": dossier_code, "code": code, "answer_time": self.moments.text(self.moments.time()),
                "satisfaction": "SATISFACTION_" + self.rng.choice(FEELINGS)}

    def dossier_code(self, number):
        form = self.rng.random()
        if form < 0.08:
            return f"HS{number}"
        if form < 0.14:
            return f"{self.rng.choice(self.province.codes)}/{number}-7"
        return f"{self.rng.choice(self.province.codes)}-260801-{number:04}"

    def dossier(self, code):
        rng, chance, moments = self.rng, self.moments.chance, self.moments
        content = {"code": code, "procedure_code": rng.choice(self.province.procedure_codes + ["unknown"])}
        self.place(content)
        content["status"] = rng.choice(rng.choice([ENDED, ENDED, OPEN, OPEN, OPEN, NOT_RECEIVED]))
        received = moments.time()
        if content["status"] not in NOT_RECEIVED or chance(0.6):
            content["receive_time"] = moments.text(received)
        if chance(0.2):
            content["submit_time"] = moments.text(received - rng.choice([0, 60, 2 * times.DAY]))
        if chance(0.6):
            content["due_time"] = moments.text(self.due(received))
        if content["status"] in ENDED:
            self.ending(content, received)
        self.supplements(content, received)
        self.flags(content)
        return content

    def place(self, content):
        """As a rule a code; a code that nobody bears; a name; or both."""
        drawn = self.rng.random()
        if drawn < 0.78:
            content["unit_code"] = self.unit()
        elif drawn < 0.86:
            content["unit_code"] = self.rng.choice(["H01.OLD", "H01.OLD", "H99"])
        if not 0.06 < drawn < 0.83:
            content["unit_name"] = self.rng.choice([*self.province.names, *self.province.names, "Xã Không Rõ"])

    def due(self, received):
        later = times.day(received) + self.rng.randrange(self.rng.choice([2, 6, 25]))
        if self.moments.chance(0.25):
            later = max(self.rng.choice([self.moments.month().last, self.moments.today, self.moments.today - 1]),
                        times.day(received))
        return times.start(later) + self.rng.choice([0, 8 * 3600, 17 * 3600, times.DAY - 1])

    def ending(self, content, received):
        moments, rng = self.moments, self.rng
        if moments.chance(0.6):
            content["process_end_time"] = moments.text(self.ends(content, received))
        if moments.chance(0.4):
            content["return_time"] = moments.text(moments.since(received))
        if moments.chance(0.7 if content["status"] == "DOSSIER_STATUS_REFUSED" else 0.08):
            content["refuse_time"] = moments.text(moments.since(received))
        if moments.chance(0.05):
            content["process_end_time"] = moments.text(moments.as_of + rng.choice([1, 3600, times.DAY]))

    def ends(self, content, received):
        """Often just before or after the day on which it is due, which may be some working days after its reception."""
        if not self.moments.chance(0.6):
            return self.moments.since(received)
        due = times.day(received) + self.rng.choice([1, 2, 3, 4, 5, 6, 7, 8, 9])
        if "due_time" in content:
            due = times.day(times.time_of(content["due_time"]))
        return max(received, min(times.start(due + 1) + self.rng.choice([-1, 0, 1, 36000, times.DAY]), self.moments.latest))

    def supplements(self, content, received):
        rng, moments = self.rng, self.moments
        given = []
        for _ in range(rng.choice([0, 0, 0, 0, 1, 1, 2, 2, 3])):
            asked = moments.since(received, 20)
            if "due_time" in content and moments.chance(0.3):
                over = times.start(times.day(times.time_of(content["due_time"])) + 1)
                asked = min(over + rng.choice([-1, 0, 1, -36000, -times.DAY]), moments.latest)
            if given and moments.chance(0.15):
                asked = times.time_of(given[-1]["request_time"])
            supplement = {"request_time": moments.text(asked)}
            if moments.chance(0.7):
                arrived = moments.since(asked, 10) if moments.chance(0.92) else times.start(times.day(asked))
                supplement["receive_time"] = moments.text(arrived)
            if moments.chance(0.2):
                supplement["new_due_time"] = moments.text(self.due(max(asked, received)))
            given.append(supplement)
        rng.shuffle(given)
        if given:
            content["supplements"] = given

    def flags(self, content):
        rng, chance = self.rng, self.moments.chance
        content["channel"] = rng.choice(["CHANNEL_UNSPECIFIED", "CHANNEL_DIRECT", "CHANNEL_ONLINE", "CHANNEL_ONLINE", "CHANNEL_POSTAL"])
        content["payment"] = rng.choice(["PAYMENT_UNSPECIFIED", "PAYMENT_NONE", "PAYMENT_NATIONAL_PORTAL", "PAYMENT_LOCAL_GATEWAY",
                                         "PAYMENT_OTHER"])
        if chance(0.5):
            content["has_digitised_component"] = chance(0.6)
        if chance(0.5):
            content["account_verified"] = chance(0.5)
        if chance(0.2):
            content["database_codes"] = rng.sample(["7", "12", "CSDLDC"], rng.randrange(1, 3))
        if chance(0.5):
            count = rng.randrange(4)
            content["components"] = {"count": count, "digitised_count": rng.randrange(count + 1),
                                     "reused_count": rng.randrange(count + 1), "storage_count": rng.randrange(count + 1)}
        if chance(0.5):
            content["results"] = {"count": 1, "file_count": rng.randrange(2)}
        if chance(0.5):
            lines = rng.randrange(3)
            free = rng.randrange(lines + 1)
            content["fees"] = {"line_count": lines, "zero_count": free, "amount": str(0 if free == lines else 5000)}

    def progress(self, code, content):
        moments = self.moments
        received = times.time_of(content.get("receive_time")) or moments.time()
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            status = self.rng.choice(["DOSSIER_STATUS_FINISHED", "DOSSIER_STATUS_RETURNED", content["status"], "DOSSIER_STATUS_PROCESSING"])
            at = moments.since(received) if moments.chance(0.9) else received - 3600
            self.tell("progress", {"dossier_code": code, "process_time": moments.text(at), "status": status},
                      correctable=("start_time",))

    # --- Petitions.

    def petitions(self, count):
        for number in range(count):
            code = f"{self.rng.choice(self.province.codes)}-PA-{number}" if self.moments.chance(0.8) else f"PA{number}"
            self.tell("petition", self.petition(code), correctable=("satisfaction", "dossier_code"),
                      again=lambda: self.petition(code))

    def petition(self, code):
        rng, chance, moments = self.rng, self.moments.chance, self.moments
        received = moments.time()
        if chance(0.5):
            # Three weeks before something turns, so that fifteen working days are over about then.
            turn = rng.choice([moments.month().last, moments.today, moments.today - 1])
            received = moments.time(min(turn - 21 + rng.choice([-3, -2, -1, 0, 0, 0, 1, 2]), moments.today))
        content = {"code": code, "unit_code": self.unit() if chance(0.93) else "H01.OLD",
                   "receive_time": moments.text(received)}
        if chance(0.6):
            outcome = rng.choice(OUTCOMES)
            handled = moments.since(received, 28)
            if chance(0.6):
                limit = {"ANSWERED": 21, "SUPPLEMENT_ASKED": 7}.get(outcome, 2)
                over = times.start(times.day(received) + limit + rng.choice([0, 1, 1, 2, 3]))
                handled = max(received, min(over + rng.choice([-1, 0, 36000]), moments.latest))
            content["outcome"] = "PETITION_OUTCOME_" + outcome
            content["outcome_time"] = moments.text(handled)
            if chance(0.4):
                content["publish_time"] = moments.text(moments.since(handled, 6))
        if chance(0.5):
            content["satisfaction"] = "SATISFACTION_" + rng.choice(FEELINGS)
        if chance(0.15):
            content["repeated_petition"] = True
        if chance(0.3) and self.dossier_codes:
            content["dossier_code"] = rng.choice(self.dossier_codes)
        return content

    # --- Counts.

    def of_unit(self, code):
        """The unit of a count; of one code always with the same first day, so that no two speak of one office."""
        if code not in self.first_days:
            named = [spell.record().get("valid_from", "") for spell in self.province.spells if spell.code == code]
            self.first_days[code] = self.rng.choice([""] * len(named) + named)
        count = {"unit_code": code}
        if self.first_days[code]:
            count["unit_valid_from"] = self.first_days[code]
        return count

    def some_periods(self):
        """One period, or parts of one, all or all but one."""
        whole = self.rng.choice(self.periods)
        parts = [part.name for part in times.parts(whole)]
        if not parts or self.moments.chance(0.5):
            return [whole]
        if self.moments.chance(0.4):
            parts = [inner.name for part in parts for inner in times.parts(part) or [times.period(part)]]
        return parts if self.moments.chance(0.6) else self.rng.sample(parts, len(parts) - 1)

    def places(self, unit):
        """A unit in some scope; or its own offices and all directly below, whose sum it is."""
        if self.moments.chance(0.6):
            return [(unit, self.rng.choice(SCOPES))]
        below = [(spell.code, SCOPES[1]) for spell in self.province.spells if spell.parent == unit]
        return [(unit, SCOPES[0])] + below + [(unit, SCOPES[1])] * self.rng.randrange(2)

    def returns(self, count):
        told = set()
        # Few indicators, so that units, periods and scopes meet.
        indicators = self.rng.sample(INDICATORS, self.rng.choice([1, 2, 4]))
        for _ in range(count):
            indicator, places = self.rng.choice(indicators), self.places(self.rng.choice(self.province.codes))
            for period in self.some_periods():
                for unit, scope in places:
                    if (unit, indicator, scope, period) not in told:
                        told.add((unit, indicator, scope, period))
                        self.tell("unit_return", self.a_return(unit, indicator, scope, period), correctable=("numerator",))

    def a_return(self, unit, indicator, scope, period):
        content = {**self.of_unit(unit), "period": period, "indicator": indicator, "scope": scope}
        whole = self.rng.choice([0, 1, 2, 3, 5, 7, 8, 16])
        if self.moments.chance(0.93):
            content["denominator"] = str(whole)
            content["numerator"] = str(self.rng.randrange(whole + 2))
        elif self.moments.chance(0.3):
            content["numerator"] = str(whole)
        return content

    def totals(self, count):
        told = set()
        for _ in range(count):
            source, places = self.rng.choice(SOURCES), self.places(self.unit())
            for period in self.some_periods():
                for unit, scope in places:
                    if (unit, period, source, scope) in told:
                        continue
                    told.add((unit, period, source, scope))
                    content = {**self.of_unit(unit), "period": period, "source": source, "scope": scope}
                    if self.moments.chance(0.85):
                        content["received_count"] = str(self.rng.choice([0, 1, 2, 3, 5, 7, 16]))
                    self.tell("national_total", content, correctable=("received_count",))

    def copies(self, count):
        told = set()
        for _ in range(count):
            unit, period = self.rng.choice(self.province.codes), self.rng.choice(self.some_periods())
            if (unit, period) in told:
                continue
            told.add((unit, period))
            content = {**self.of_unit(unit), "period": period}
            if self.moments.chance(0.9):
                content["copy_count"] = str(self.rng.randrange(3))
            self.tell("certified_copy", content, correctable=("copy_count",))
