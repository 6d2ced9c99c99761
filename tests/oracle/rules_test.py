"""Each rule by an example of its own. The province is S, its communes S.1 and S.2; the month is August 2026, whose Mondays
are the 3rd, 10th, 17th, 24th and 31st. `8-03 08:00` is a time in Ho Chi Minh City."""

import dataclasses
import unittest
from fractions import Fraction

import rules
import times
from definition import parse
from worked_cases import load_definition

DEFINITION = load_definition("766-2026")
SENDER = "one.s"
REVISION = 1_780_000_000_000_000


def at(text):
    """`8-03 08:00` or `8-03 08:00:01` in Ho Chi Minh City as a time of protobuf's JSON."""
    date, clock = text.split(" ")
    month, day = date.split("-")
    hour, minute, *second = clock.split(":")
    local = times.start(times.day_of_date(f"2026-{int(month):02}-{day}"))
    return times.time_text(local + int(hour) * 3600 + int(minute) * 60 + int(second[0] if second else 0))


def unit(code, level="LEVEL_COMMUNE", parent="S", first="", last=""):
    return {"unit": {"code": code, "name": code, "level": level, "parent_code": parent, "valid_from": first, "valid_to": last}}


S = unit("S", "LEVEL_PROVINCE", "")
UNITS = [S, unit("S.1"), unit("S.2")]


def dossier(number=1, unit_code="S.1", received="8-03 08:00", status="PROCESSING", due=None, end=None, supplements=(), **more):
    content = {"code": f"S-260801-{number:04}", "procedure_code": "p1", "status": f"DOSSIER_STATUS_{status}", "unit_code": unit_code}
    for field, text in (("receive_time", received), ("due_time", due), ("process_end_time", end)):
        if text:
            content[field] = at(text)
    content["supplements"] = [{field: at(text) for field, text in
                               zip(("request_time", "receive_time", "new_due_time"), times_of) if text} for times_of in supplements]
    return {"dossier": {**content, **more}}


def line(status, time, number=1):
    return {"progress": {"dossier_code": f"S-260801-{number:04}", "status": f"DOSSIER_STATUS_{status}", "process_time": at(time)}}


def petition(number=1, unit_code="S.1", received="8-03 08:00", outcome=None, handled=None, published=None, **more):
    content = {"code": f"S-P{number}", "unit_code": unit_code, "receive_time": at(received)}
    if outcome:
        content.update(outcome=f"PETITION_OUTCOME_{outcome}", outcome_time=at(handled))
    if published:
        content["publish_time"] = at(published)
    return {"petition": {**content, **more}}


def procedure(code="p1", authority="S", **more):
    return {"procedure": {"code": code, "unit_code": authority, **more}}


def feed(kind, unit_code="S", sender=SENDER, **more):
    return {"feed": {"sender": sender, "kind": f"RECORD_KIND_{kind}", "unit_code": unit_code, **more}}


def a_return(unit_code, indicator, numerator, denominator, scope="SUBTREE", period="2026-08", **more):
    counts = {name: str(value) for name, value in (("numerator", numerator), ("denominator", denominator)) if value is not None}
    return {"unit_return": {"unit_code": unit_code, "period": period, "indicator": indicator, "scope": SCOPES[scope], **counts, **more}}


def total(unit_code, count, source="PORTAL", scope="SUBTREE", period="2026-08"):
    content = {"unit_code": unit_code, "period": period, "source": f"TOTAL_SOURCE_NATIONAL_{source}", "scope": SCOPES[scope]}
    if count is not None:
        content["received_count"] = str(count)
    return {"national_total": content}


def day_off(date, unit_code="", kind="OFF"):
    return {"calendar_day": {"date": f"2026-{date}", "unit_code": unit_code, "kind": f"DAY_KIND_{kind}"}}


SCOPES = {"OWN": "SCOPE_OWN_OFFICES", "SUBTREE": "SCOPE_SUBTREE"}


def scores(records, period="2026-08", as_of="11-28 08:00", definition=DEFINITION):
    """(unit, scope, code) -> Value. A record is sent by one.s, or a pair of sender and record; revisions rise."""
    sent = []
    for number, record in enumerate(records):
        sender, record = record if isinstance(record, tuple) else (SENDER, record)
        sent.append((sender, {"revision": REVISION + number, **record}))
    return {(unit_name, scope, value.code): value
            for unit_name, _, scope, value in rules.scores(sent, times.time_of(at(as_of)), definition, [period])}


class Case(unittest.TestCase):
    def expect(self, wanted, records, unit_code="S.1", scope="own", code="ON_TIME", units=UNITS, **more):
        """`wanted`: `1/2`, a status, or `1/2 NO_BASE`; an empty number is left out."""
        value = scores([*units, *records], **more)[(unit_code, scope, code)]
        counts = "" if value.status in ("NOT_REPORTED", "NOT_APPLICABLE") else "/".join(
            "" if number is None else str(number) for number in (value.numerator, value.denominator))
        got = f"{counts} {value.status}".strip() if " " in wanted or "/" not in wanted else counts
        self.assertEqual(wanted, got)
        return value

    def minutes(self, wanted, *records):
        self.expect(f"{wanted}/1", records, code="AVERAGE_TIME")

    def on_time(self, wanted, *records, **more):
        self.expect(f"{int(wanted)}/1", records, **more)


class VersionInForce(Case):
    def version(self, number, revision, order=0, retracted=False):
        return {**dossier(unit_code=f"S.{number}"), "revision": REVISION + revision, "revision_order": order, "retracted": retracted}

    def test_the_greatest_revision_then_the_second_number(self):
        self.expect("1/1", [self.version(1, 9), self.version(2, 5, 7)])
        self.expect("1/1", [self.version(1, 9, 2), self.version(2, 9, 1)])

    def test_a_retraction_takes_back_that_senders_version_alone(self):
        taken = {**dossier(), "retracted": True, "revision": REVISION + 50}
        self.expect("NOT_REPORTED", [dossier(), taken])
        self.expect("1/1", [("two.s", dossier()), ("three.s", taken)])
        self.expect("1/1", [feed("DOSSIER", sender="three.s", precedence=1, valid_to="2020-01-01"), ("two.s", dossier()),
                            ("three.s", dossier()), ("three.s", taken)])

    def test_the_smallest_precedence_goes_before_the_revision(self):
        two = ("two.s", self.version(2, 90))
        three = ("three.s", self.version(1, 1))
        self.expect("1/1", [two, three, feed("DOSSIER", sender="three.s", precedence=3)])
        self.expect("1/1", [two, three, feed("DOSSIER", sender="three.s", precedence=3), feed("DOSSIER", sender="two.s", precedence=4)])
        self.expect("NOT_REPORTED", [two, three, feed("PETITION", sender="three.s", precedence=3)])

    def test_precedence_is_asked_for_the_unit_in_the_code(self):
        two, three = ("two.s", self.version(2, 90)), ("three.s", self.version(1, 1))
        self.expect("0/0 NO_BASE", [two, three, feed("DOSSIER", "S.1", sender="three.s", precedence=1)])
        for record in (two[1], three[1]):
            record["dossier"]["code"] = "S"
        self.expect("0/0 NO_BASE", [two, three, feed("DOSSIER", "S", sender="three.s", precedence=1)])
        self.expect("1/1", [two, three, feed("DOSSIER", "", sender="three.s", precedence=1)])

    def test_answers_and_lines_go_by_the_dossiers_code_counts_by_their_units(self):
        def answer(feeling, revision):
            return {"satisfaction": {"dossier_code": "S-260801-0001", "answer_time": at("8-09 08:00"),
                                     "satisfaction": f"SATISFACTION_{feeling}"}, "revision": REVISION + revision}
        self.expect("1/1", [dossier(), ("two.s", answer("DISSATISFIED", 90)), ("three.s", answer("SATISFIED", 1)),
                            feed("SATISFACTION", "S", sender="three.s", precedence=1)], code="DOSSIER_RECEIVING_SATISFACTION")
        self.expect("1/3", [("two.s", {**a_return("S.1", "ON_TIME", 1, 2), "revision": REVISION + 90}),
                            ("three.s", a_return("S.1", "ON_TIME", 1, 3)),
                            feed("RETURN", "S.1", sender="three.s", precedence=1)], "S.1", "subtree")

    def test_for_precedence_the_days_do_not_matter_and_the_smallest_number_counts(self):
        two, three = ("two.s", self.version(2, 90)), ("three.s", self.version(1, 1))
        past = {"valid_to": "2020-01-01"}
        self.expect("1/1", [two, three, feed("DOSSIER", "", sender="three.s", precedence=9), feed("DOSSIER", sender="two.s", precedence=5),
                            feed("DOSSIER", sender="three.s", precedence=1, **past)])

    def test_times_are_cut_to_whole_seconds(self):
        fraction = at("8-01 00:00").replace("Z", ".000001Z")
        self.minutes(1, dossier(status="FINISHED", end="8-03 08:02", receive_time=at("8-03 08:00").replace("Z", ".999999Z"), supplements=[
            ("8-03 08:00", "8-03 08:01")]))
        self.expect("NOT_REPORTED", [dossier(receive_time=fraction)], period="2026-07", code="ONLINE_DOSSIERS")


class Placing(Case):
    def test_what_was_not_received_does_not_count(self):
        for status in ("REGISTERED", "IN_TRANSIT", "UNSPECIFIED"):
            self.expect("NOT_REPORTED", [dossier(status=status)])
        self.expect("NOT_REPORTED", [dossier(status="REFUSED", received=None)])
        self.expect("1/1", [dossier(status="REFUSED")])

    def test_an_alias_stands_for_a_name_on_the_day_of_reception(self):
        named = dossier(unit_code="", unit_name="An Bình")
        alias = {"unit_alias": {"alias": "An Bình", "unit_code": "S.1", "valid_from": "2026-08-03"}}
        self.expect("NOT_REPORTED", [named])
        self.expect("1/1", [named, alias])
        self.expect("NOT_REPORTED", [dossier(unit_code="", unit_name="An Bình", received="8-02 23:59:59"), alias])

    def test_an_alias_of_the_sender_goes_before_one_of_all(self):
        of_all = {"unit_alias": {"alias": "An Bình", "unit_code": "S.2", "valid_from": "2026-08-01"}}
        of_sender = {"unit_alias": {"alias": "An Bình", "unit_code": "S.1", "sender": SENDER}}
        self.expect("1/1", [dossier(unit_code="", unit_name="An Bình"), of_all, of_sender])

    def test_an_alias_stands_for_a_code_that_no_unit_bears_on_that_day(self):
        alias = {"unit_alias": {"alias": "S.2", "unit_code": "S.1"}}
        self.expect("NOT_REPORTED", [dossier(unit_code="S.2"), alias])
        self.expect("1/1", [dossier(unit_code="S.2"), alias], units=[S, unit("S.1"), unit("S.2", last="2026-08-02")])

    def test_a_code_decides_alone(self):
        alias = {"unit_alias": {"alias": "An Bình", "unit_code": "S.1"}}
        self.expect("NOT_REPORTED", [dossier(unit_code="S.9", unit_name="An Bình"), alias])

    def test_the_unit_with_the_latest_first_day_bears_the_code(self):
        overlapping = [S, unit("S.1"), unit("S.1", "LEVEL_DEPARTMENT", first="2026-08-01", last="2026-08-10"), unit("S.2")]
        got = scores([*overlapping, dossier()])
        self.assertIn(("S.1", "own", "ON_TIME"), got)
        self.assertNotIn(("S.1@2026-08-01", "own", "ON_TIME"), got)
        ended = scores([S, unit("S.1", last="2026-08-10"), unit("S.1", first="2026-08-05", last="2026-08-10")])
        self.assertIn(("S.1@2026-08-05", "own", "ON_TIME"), ended)

    def test_petitions_are_placed_like_dossiers(self):
        alias = {"unit_alias": {"alias": "S.9", "unit_code": "S.1"}}
        self.expect("1/1", [petition(unit_code="S.9", outcome="ANSWERED", handled="8-03 09:00"), alias], code="PETITION_PROCESSING_ON_TIME")


class End(Case):
    def test_open_states_have_no_end(self):
        self.expect("NOT_REPORTED", [dossier(end="8-03 09:00", status="PROCESSING")], code="AVERAGE_TIME")

    def test_the_end_is_looked_for_in_order(self):
        returned = {"return_time": at("8-03 08:10")}
        self.minutes(5, dossier(status="RETURNED", end="8-03 08:05", **returned), line("FINISHED", "8-03 08:01"))
        self.minutes(7, dossier(status="RETURNED", **returned), line("FINISHED", "8-03 08:09"), line("FINISHED", "8-03 08:07"))
        self.minutes(10, dossier(status="FINISHED", **returned), line("RETURNED", "8-03 08:03"))
        self.minutes(3, dossier(status="FINISHED"), line("RETURNED", "8-03 08:03"), line("STOPPED", "8-03 08:01"))
        self.minutes(4, dossier(status="REFUSED", refuse_time=at("8-03 08:04")), line("REFUSED", "8-03 08:01"))
        self.minutes(2, dossier(status="STOPPED"), line("STOPPED", "8-03 08:03"), line("STOPPED", "8-03 08:02"))
        self.minutes(2, dossier(status="WITHDRAWN"), line("STOPPED", "8-03 08:01"), line("WITHDRAWN", "8-03 08:02"))

    def test_an_unknown_end_is_the_latest_of_its_own_times(self):
        self.minutes(0, dossier(status="FINISHED", due="8-05 08:00"), line("PROCESSING", "8-04 08:00"))
        self.minutes(1, dossier(status="FINISHED", supplements=[("8-03 08:01", "8-03 08:03")]))

    def test_never_before_the_reception(self):
        self.minutes(0, dossier(status="FINISHED", end="8-03 07:00"))

    def test_a_line_that_was_taken_back_is_no_line(self):
        self.minutes(9, dossier(status="FINISHED"), line("FINISHED", "8-03 08:05"), line("FINISHED", "8-03 08:09"),
                     {**line("FINISHED", "8-03 08:05"), "retracted": True})


class Pauses(Case):
    def finished(self, *supplements, end="8-04 08:00"):
        return dossier(status="FINISHED", end=end, supplements=supplements)

    def test_pauses_are_subtracted_and_united(self):
        self.minutes(1440 - 60, self.finished(("8-03 09:00", "8-03 10:00")))
        self.minutes(1440 - 120, self.finished(("8-03 09:00", "8-03 10:30"), ("8-03 10:00", "8-03 11:00")))
        self.minutes(1440 - 120, self.finished(("8-03 09:00", "8-03 10:00"), ("8-03 10:00", "8-03 11:00")))
        self.minutes(60, self.finished(("8-03 09:00", None), ("8-03 10:00", "8-03 11:00")))

    def test_what_arrived_before_it_was_asked_for_pauses_nothing(self):
        self.minutes(1440, self.finished(("8-03 10:00", "8-03 09:00")))

    def test_only_what_lies_after_the_reception_counts(self):
        self.minutes(1440 - 60, self.finished(("8-01 08:00", "8-03 09:00")))

    def test_a_supplement_with_a_new_due_time_makes_no_pause(self):
        self.minutes(1440, self.finished(("8-03 09:00", "8-03 10:00", "8-09 08:00")))

    def test_minutes_are_whole_for_each_dossier(self):
        self.expect("2/2", [dossier(1, status="FINISHED", end="8-03 08:01:59"), dossier(2, status="FINISHED", end="8-03 08:01:59")],
                    code="AVERAGE_TIME")

    def test_only_a_supplement_pauses(self):
        self.on_time(False, dossier(status="SUPPLEMENT_AWAITED", due="8-04 08:00"))
        self.on_time(False, dossier(status="PAYMENT_AWAITED", due="8-04 08:00"))


class Late(Case):
    def test_by_day(self):
        self.on_time(True, dossier(status="FINISHED", due="8-05 08:00", end="8-05 23:59:59"))
        self.on_time(False, dossier(status="FINISHED", due="8-05 08:00", end="8-06 00:00"))

    def test_by_instant_where_the_definition_says_so(self):
        by_instant = dataclasses.replace(DEFINITION, late_by_instant=True)
        self.on_time(True, dossier(status="FINISHED", due="8-05 08:00", end="8-05 08:00"), definition=by_instant)
        self.on_time(False, dossier(status="FINISHED", due="8-05 08:00", end="8-05 08:00:01"), definition=by_instant)

    def test_the_due_time_in_force_is_the_latest(self):
        asked = ("8-03 09:00", "8-03 10:00", "8-06 08:00")
        self.on_time(True, dossier(status="FINISHED", due="8-05 08:00", end="8-06 20:00", supplements=[asked]))
        self.on_time(False, dossier(status="FINISHED", due="8-05 08:00", end="8-07 00:00", supplements=[asked]))
        self.on_time(False, dossier(status="FINISHED", due="8-09 08:00", end="8-10 00:00", supplements=[asked]))

    def test_a_pause_moves_the_first_late_instant(self):
        pause = ("8-05 08:00", "8-07 10:00")
        self.on_time(True, dossier(status="FINISHED", due="8-05 08:00", end="8-08 01:59:59", supplements=[pause]))
        self.on_time(False, dossier(status="FINISHED", due="8-05 08:00", end="8-08 02:00", supplements=[pause]))

    def test_what_waits_never_becomes_late(self):
        self.on_time(True, dossier(due="8-05 08:00", supplements=[("8-05 23:59:59", None)]))
        self.on_time(False, dossier(due="8-05 08:00", supplements=[("8-06 00:00", None)]))

    def test_the_second_request_counts_as_overdue(self):
        first, second = ("8-04 08:00", "8-04 09:00"), ("8-05 08:00", "8-05 09:00")
        self.on_time(True, dossier(due="12-31 08:00", supplements=[first]))
        self.on_time(False, dossier(due="12-31 08:00", supplements=[second, first]))
        self.on_time(False, dossier(due="12-31 08:00", supplements=[first, (*second, "12-30 08:00")]))
        self.on_time(True, dossier(status="FINISHED", due="12-31 08:00", end="8-05 07:59:59", supplements=[first, second]))
        self.on_time(False, dossier(status="FINISHED", due="12-31 08:00", end="8-05 08:00", supplements=[first, second]))

    def test_without_any_due_time_never(self):
        self.on_time(True, dossier(supplements=[("8-04 08:00", "8-04 09:00"), ("8-05 08:00", "8-05 09:00")]))

    def test_late_at_the_end_of_the_period(self):
        late = dossier(received="7-20 08:00", due="7-31 08:00", status="FINISHED", end="8-03 08:00")
        self.on_time(True, late, period="2026-07")
        self.on_time(False, late, period="2026-08")

    def test_an_open_period_is_judged_as_of_now(self):
        self.on_time(True, dossier(due="8-05 08:00"), as_of="8-06 00:00")
        self.on_time(False, dossier(due="8-05 08:00"), as_of="8-06 00:00:01")

    def test_never_before_the_reception(self):
        early = dossier(received="8-03 08:00", due="7-01 08:00")
        self.on_time(True, early, period="2026-08", as_of="8-03 08:00")
        self.on_time(False, early, period="2026-08", as_of="8-03 08:00:01")


class Terms(Case):
    five = procedure(max_working_days=5)

    def test_the_day_due_is_the_nth_working_day(self):
        self.on_time(True, self.five, dossier(status="FINISHED", received="8-03 08:00", end="8-10 23:59:59"))
        self.on_time(False, self.five, dossier(status="FINISHED", received="8-03 08:00", end="8-11 00:00"))

    def test_a_due_time_goes_before_it(self):
        self.on_time(True, self.five, dossier(status="FINISHED", due="8-30 08:00", end="8-20 08:00"))

    def test_calendar_records_of_the_unit_then_above_then_of_the_country(self):
        ended = dossier(status="FINISHED", received="8-03 08:00", end="8-11 08:00")
        self.on_time(True, self.five, ended, day_off("08-05"))
        self.on_time(False, self.five, ended, day_off("08-05"), day_off("08-05", "S", "WORKING"))
        self.on_time(True, self.five, ended, day_off("08-05", "S.1"), day_off("08-05", "S", "WORKING"))
        sooner = dossier(status="FINISHED", received="8-03 08:00", end="8-10 08:00")
        self.on_time(True, self.five, sooner)
        self.on_time(False, self.five, sooner, day_off("08-08", "", "WORKING"))

    def test_the_procedure_is_that_of_the_authority_on_the_day_of_reception(self):
        ended = dossier(status="FINISHED", received="8-03 08:00", end="8-12 08:00")
        self.on_time(True, procedure(authority="T", max_working_days=5), ended)
        moved = [S, unit("T", "LEVEL_PROVINCE", ""), unit("S.1", parent="T", last="2026-08-03"), unit("S.1", first="2026-08-04")]
        self.expect("0/1", [procedure(authority="T", max_working_days=5), ended], "S.1@2026-08-04", units=moved)

    def test_the_nation_is_no_authority(self):
        nation = [unit("VN", "LEVEL_NATION", ""), unit("S", "LEVEL_PROVINCE", "VN"), unit("S.1")]
        self.on_time(False, self.five, dossier(status="FINISHED", end="8-12 08:00"), units=nation)


class Populations(Case):
    carried = dossier(received="7-20 08:00", status="FINISHED", end="8-03 08:00")

    def test_received(self):
        self.expect("0/1", [self.carried], code="ONLINE_DOSSIERS", period="2026-07")
        self.expect("NOT_REPORTED", [self.carried], code="ONLINE_DOSSIERS")

    def test_finished(self):
        self.expect("NOT_REPORTED", [self.carried], code="AVERAGE_TIME", period="2026-07")
        self.expect("20160/1", [self.carried], code="AVERAGE_TIME")

    def test_in_process(self):
        for period, wanted in (("2026-06", "NOT_REPORTED"), ("2026-07", "1/1"), ("2026-08", "1/1"), ("2026-Q3", "1/1"),
                               ("2026-09", "NOT_REPORTED")):
            self.expect(wanted, [self.carried], period=period)

    def test_an_end_at_the_first_instant_is_within(self):
        self.expect("1/1", [dossier(received="7-20 08:00", status="FINISHED", end="8-01 00:00")])
        self.expect("NOT_REPORTED", [dossier(received="7-20 08:00", status="FINISHED", end="7-31 23:59:59")])


class Facts(Case):
    def fact(self, wanted, code, *records):
        self.expect(wanted, records, code=code)

    def test_online_dossiers_need_a_result_file_where_a_result_is_required(self):
        online = dossier(channel="CHANNEL_ONLINE")
        self.fact("0/1", "ONLINE_DOSSIERS", online)
        self.fact("0/1", "ONLINE_DOSSIERS", online, procedure(result_required=True))
        self.fact("1/1", "ONLINE_DOSSIERS", online, procedure(result_required=False))
        self.fact("1/1", "ONLINE_DOSSIERS", dossier(channel="CHANNEL_ONLINE", results={"count": 1, "file_count": 1}))
        self.fact("0/1", "ONLINE_DOSSIERS", dossier(channel="CHANNEL_POSTAL", results={"count": 1, "file_count": 1}))

    def test_a_result_is_required_unless_the_procedure_says_no(self):
        code = "ORIGINAL_RESULT_AVAILABLE"
        self.fact("0/1", code, dossier())
        self.fact("0/0", code, dossier(results={"count": 1, "file_count": 1}), procedure(result_required=False))
        self.fact("1/1", code, dossier(results={"count": 1, "file_count": 1}), procedure())

    def test_digitised(self):
        code, result = "SO_HOA_GIAY_TO_GIAI_QUYET", {"results": {"count": 1, "file_count": 1}}
        self.fact("1/1", code, dossier(has_digitised_component=True, **result))
        self.fact("0/1", code, dossier(has_digitised_component=True))
        self.fact("0/1", code, dossier(has_digitised_component=True, components={"count": 1}, **result))
        self.fact("1/1", code, dossier(has_digitised_component=False, components={"count": 1, "digitised_count": 1}, **result))
        self.fact("1/1", code, dossier(has_digitised_component=True), procedure(result_required=False))

    def test_reuse_and_storage(self):
        self.fact("1/1", "REUSED_DIGITIZED_DATA", dossier(has_digitised_component=True, components={"count": 1}))
        self.fact("1/1", "REUSED_DIGITIZED_DATA", dossier(components={"count": 1, "reused_count": 1}))
        self.fact("0/1", "REUSED_DIGITIZED_DATA", dossier(components={"count": 1, "digitised_count": 1}))
        self.fact("1/1", "SYNCED_WITH_DVCQG_PERSONAL_STORAGE", dossier(components={"count": 1, "storage_count": 1}))
        self.fact("0/1", "SYNCED_WITH_DVCQG_PERSONAL_STORAGE", dossier())

    def test_citizen_data(self):
        code = "CITIZEN_DATA_CONNECTED_DOSSIER"
        self.fact("0/1", code, dossier())
        self.fact("1/1", code, dossier(account_verified=True))
        self.fact("1/1", code, dossier(components={"count": 1, "storage_count": 1}))
        self.fact("1/1", code, dossier(database_codes=["7"]))
        listed = dataclasses.replace(DEFINITION, population_databases=("12",))
        self.expect("0/1", [dossier(database_codes=["7"])], code=code, definition=listed)
        self.expect("1/1", [dossier(database_codes=["7", "12"])], code=code, definition=listed)

    def test_fee_and_paid_online(self):
        code, paid = "PAYMENT_DOSSIERS", {"payment": "PAYMENT_LOCAL_GATEWAY"}
        amount = {"fees": {"line_count": 2, "zero_count": 1, "amount": "5000"}}
        free = {"fees": {"line_count": 2, "zero_count": 2, "amount": "0"}}
        self.fact("0/0 NO_BASE", code, dossier(**paid))
        self.fact("1/1", code, dossier(**paid, **amount))
        self.fact("0/0", code, dossier(**paid, **amount), procedure(has_fee=False))
        self.fact("1/1", code, dossier(**paid), procedure(has_fee=True))
        self.fact("0/0", code, dossier(**paid, **free), procedure(has_fee=True))
        self.fact("0/1", code, dossier(payment="PAYMENT_OTHER", **amount))

    def test_neither_late_nor_disliked(self):
        code = "DOSSIER_RECEIVING_SATISFACTION"

        def answer(feeling, number="", **more):
            return {"satisfaction": {"dossier_code": "S-260801-0001", "code": number, "answer_time": at("9-30 08:00"),
                                     "satisfaction": f"SATISFACTION_{feeling}"}, **more}
        self.fact("1/1", code, dossier(), answer("NEUTRAL"))
        self.fact("0/1", code, dossier(), answer("DISSATISFIED"), answer("SATISFIED", "b"))
        self.fact("1/1", code, dossier(), answer("DISSATISFIED"), answer("SATISFIED"))
        self.fact("1/1", code, dossier(), answer("DISSATISFIED"), answer("DISSATISFIED", retracted=True))
        self.fact("0/1", code, dossier(), petition(unit_code="S.9", dossier_code="S-260801-0001"))
        self.fact("1/2", code, dossier(), answer("DISSATISFIED"), dossier(2), petition(dossier_code="S-260801-0001"))
        self.fact("0/1", code, dossier(due="8-04 08:00"))


class Petitions(Case):
    def judged(self, wanted, code="PETITION_PROCESSING_ON_TIME", calendar=(), **more):
        as_of = more.pop("as_of", "11-28 08:00")
        self.expect(f"{int(wanted)}/1", [petition(**more), *calendar], code=code, as_of=as_of)

    def test_each_outcome_has_its_limit(self):
        # Received on Monday, August 3.
        for outcome, last, after in (("ANSWERED", "8-24 23:59:59", "8-25 00:00"), ("REFUSED", "8-05 23:59:59", "8-06 00:00"),
                                     ("TRANSFERRED", "8-05 08:00", "8-06 08:00"), ("SUPPLEMENT_ASKED", "8-10 08:00", "8-11 00:00")):
            self.judged(True, outcome=outcome, handled=last)
            self.judged(False, outcome=outcome, handled=after)

    def test_where_published_within_two_more(self):
        self.judged(True, outcome="REFUSED", handled="8-05 08:00", published="8-07 23:59:59")
        self.judged(False, outcome="REFUSED", handled="8-05 08:00", published="8-10 00:00")

    def test_open_and_still_within_the_limit(self):
        self.judged(True, received="8-10 08:00")  # The fifteenth working day is August 31.
        self.judged(False, received="8-09 08:00", calendar=[day_off("08-08", kind="WORKING"), day_off("08-09", kind="WORKING")])
        self.judged(False, received="8-07 08:00")
        self.judged(True, received="8-03 08:00", as_of="8-25 00:00")
        self.judged(False, received="8-03 08:00", as_of="8-25 00:00:01")

    def test_handled_after_the_period_is_open_in_it(self):
        self.judged(True, received="8-20 08:00", outcome="REFUSED", handled="9-05 08:00")
        self.judged(False, received="8-20 08:00", outcome="REFUSED", handled="8-31 23:59:59")

    def test_terms_are_counted_in_working_days_of_the_unit(self):
        self.judged(True, outcome="REFUSED", handled="8-06 08:00", calendar=[day_off("08-04", "S")])

    def test_satisfied(self):
        code, handled = "PETITION_HANDLING_SATISFACTION", {"outcome": "ANSWERED", "handled": "8-04 08:00"}
        self.judged(True, code, **handled)
        self.judged(False, code, **handled, satisfaction="SATISFACTION_DISSATISFIED")
        self.judged(False, code, **handled, repeated_petition=True)
        self.judged(False, code, received="8-03 08:00")

    def test_no_petition_is_full_only_where_a_feed_was_declared(self):
        self.expect("NOT_REPORTED", [], code="PETITION_PROCESSING_ON_TIME")
        value = self.expect("0/0 NO_BASE", [feed("PETITION")], code="PETITION_PROCESSING_ON_TIME")
        self.assertEqual(600, value.points)


class DistinctProcedures(Case):
    online = procedure(online_level="ONLINE_LEVEL_FULL", has_fee=True, for_persons=True)

    def test_online_used(self):
        used = dossier(channel="CHANNEL_ONLINE")
        self.expect("1/1", [self.online, used, dossier(2, channel="CHANNEL_ONLINE")], code="ONLINE_USED")
        self.expect("0/1", [self.online, dossier()], code="ONLINE_USED")
        self.expect("0/0 NO_BASE", [procedure(online_level="ONLINE_LEVEL_INFORMATION"), used], code="ONLINE_USED")
        self.expect("1/2", [self.online, procedure("p2", online_level="ONLINE_LEVEL_PARTIAL"), used], code="ONLINE_USED")

    def test_levels_hold_a_level_of_the_unit_or_of_the_subtree(self):
        of_departments = procedure(online_level="ONLINE_LEVEL_FULL", levels=["LEVEL_DEPARTMENT"])
        of_communes = procedure("p2", online_level="ONLINE_LEVEL_FULL", levels=["LEVEL_COMMUNE"])
        records = [of_departments, of_communes, dossier(), dossier(2, "S")]
        self.expect("0/1", records, code="ONLINE_USED")
        self.expect("0/0 NO_BASE", records, "S", code="ONLINE_USED")
        self.expect("0/1", records, "S", "subtree", code="ONLINE_USED")

    def test_in_force_on_the_last_day_of_the_period(self):
        for days, base in (({"valid_to": "2026-08-30"}, 0), ({"valid_to": "2026-08-31"}, 1), ({"valid_from": "2026-08-31"}, 1),
                           ({"valid_from": "2026-09-01"}, 0)):
            other = procedure("p2")
            self.expect(f"0/{base}", [procedure(online_level="ONLINE_LEVEL_FULL", **days), other, dossier()], code="ONLINE_USED")

    def test_payment_provided(self):
        payable = procedure("p2", has_fee=True, payable_online=True)
        amount = {"fees": {"line_count": 1, "amount": "1"}}
        self.expect("1/2", [self.online, payable, dossier()], code="PAYMENT_PROVIDED")
        self.expect("2/2", [self.online, payable, dossier(received="2-01 08:00", **amount)], code="PAYMENT_PROVIDED")
        self.expect("1/2", [self.online, payable, dossier(), dossier(2, received="9-01 00:00", **amount)], code="PAYMENT_PROVIDED")

    def test_payment_used(self):
        paid = {"payment": "PAYMENT_NATIONAL_PORTAL"}
        self.expect("1/1", [self.online, dossier(**paid)], code="PAYMENT_USED")
        self.expect("0/1", [self.online, dossier(), dossier(2, received="7-31 08:00", **paid)], code="PAYMENT_USED")

    def test_citizen_data_in_process(self):
        carried = dossier(received="7-01 08:00", account_verified=True)
        self.expect("1/1", [self.online, carried], code="CITIZEN_DATA_CONNECTED_FORMALITY")

    def test_both_procedures_and_dossiers_must_be_reported(self):
        code = "ONLINE_USED"
        self.expect("NOT_REPORTED", [self.online], code=code)
        self.expect("NOT_REPORTED", [dossier()], code=code)
        self.expect("0/0 NO_BASE", [dossier(), feed("PROCEDURE", "S")], code=code)
        self.expect("NOT_REPORTED", [dossier(), feed("PROCEDURE", "S.1")], code=code)
        self.expect("0/1", [self.online, feed("DOSSIER", "S.1")], code=code)

    def test_over_units_it_is_a_union(self):
        used = {"channel": "CHANNEL_ONLINE"}
        value = self.expect("1/1", [self.online, dossier(**used), dossier(2, "S.2", **used)], "S", "subtree", code="ONLINE_USED")
        self.assertEqual((2, 2), (value.reported, value.expected))

    def test_a_return_alone_makes_the_union_unknown(self):
        used = dossier(channel="CHANNEL_ONLINE")
        for scope in SCOPES:
            of_silent = a_return("S.2", "ONLINE_USED", 1, 1, scope)
            self.expect("NOT_REPORTED", [self.online, used, of_silent], "S", "subtree", code="ONLINE_USED")
            self.expect("1/1", [self.online, used, of_silent, dossier(2, "S.2")], "S", "subtree", code="ONLINE_USED")
        self.expect("NOT_REPORTED", [self.online, used, a_return("S", "ONLINE_USED", 1, 1, "OWN")], "S", "subtree", code="ONLINE_USED")


class Authorities(Case):
    def announced(self, announce, effective=None, **more):
        dates = {"announce_date": f"2026-{announce}"}
        if effective:
            dates["effective_date"] = f"2026-{effective}"
        return procedure(**dates, **more)

    def of_s(self, wanted, code, *records, **more):
        return self.expect(wanted, records, "S", "subtree", code, **more)

    def test_announced_on_or_before_the_fifth_working_day_before(self):
        # Five working days before Monday, August 17, is Monday, August 10.
        self.of_s("1/1", "PUBLISH_ON_TIME", self.announced("08-10", "08-17"))
        self.of_s("0/1", "PUBLISH_ON_TIME", self.announced("08-11", "08-17"))
        self.of_s("0/1", "PUBLISH_ON_TIME", self.announced("08-10", "08-17"), day_off("08-12", "S"))

    def test_a_ministry_has_twenty_days(self):
        ministry = [unit("S", "LEVEL_MINISTRY", "")]
        self.of_s("1/1", "PUBLISH_ON_TIME", self.announced("08-03", "08-31"), units=ministry)
        self.of_s("0/1", "PUBLISH_ON_TIME", self.announced("08-04", "08-31"), units=ministry)

    def test_announced_in_the_period_with_an_effective_date(self):
        self.of_s("0/0 NO_BASE", "PUBLISH_ON_TIME", self.announced("08-10"))
        self.of_s("0/0 NO_BASE", "PUBLISH_ON_TIME", self.announced("07-31", "08-17"))

    def test_published_by_the_deadline(self):
        # The deadline of what was announced on Monday, August 3, is August 10.
        self.of_s("1/1", "PUBLIC_UPDATE_ON_TIME", self.announced("08-03", publish_date="2026-08-10"))
        self.of_s("0/1", "PUBLIC_UPDATE_ON_TIME", self.announced("08-03", publish_date="2026-08-11"))
        self.of_s("0/1", "PUBLIC_UPDATE_ON_TIME", self.announced("08-03"))
        self.of_s("0/0 NO_BASE", "PUBLIC_UPDATE_ON_TIME", procedure(publish_date="2026-08-11"))

    def test_a_deadline_counts_when_its_day_is_over(self):
        self.of_s("0/0 NO_BASE", "PUBLIC_UPDATE_ON_TIME", self.announced("08-03"), as_of="8-10 23:59:59")
        self.of_s("0/1", "PUBLIC_UPDATE_ON_TIME", self.announced("08-03"), as_of="8-11 00:00")
        self.of_s("0/1", "PUBLIC_UPDATE_ON_TIME", self.announced("07-31", publish_date="2026-08-12"))
        self.of_s("1/1", "PUBLIC_UPDATE_ON_TIME", self.announced("08-31", publish_date="2026-08-31"))

    def test_public_in_full(self):
        full = {"published_in_full": True}
        self.of_s("1/2", "PUBLIC_CONTENT_FULL", procedure(publish_date="2026-08-31", **full), procedure("p2", publish_date="2026-01-01"))
        self.of_s("0/0", "PUBLIC_CONTENT_FULL", procedure(publish_date="2026-09-01", **full))
        self.of_s("0/0", "PUBLIC_CONTENT_FULL", procedure(publish_date="2026-08-20", **full), as_of="8-20 23:59:59")
        self.of_s("1/1", "PUBLIC_CONTENT_FULL", procedure(publish_date="2026-08-20", **full), as_of="8-21 00:00")
        self.of_s("0/0 NO_BASE", "PUBLIC_CONTENT_FULL", procedure(publish_date="2026-08-20", valid_to="2026-08-30"))

    def test_online_provided_is_the_same_in_both_scopes_and_not_below(self):
        records = [procedure(online_level="ONLINE_LEVEL_PARTIAL"), procedure("p2")]
        for scope in ("own", "subtree"):
            value = self.expect("1/2", records, "S", scope, "ONLINE_PROVIDED")
            self.assertEqual(125, value.points)
            self.expect("NOT_APPLICABLE", records, "S.1", scope, "ONLINE_PROVIDED")

    def test_copied_down(self):
        records = [self.announced("08-10", "08-17")]
        self.expect("1/1 SCORED", records, "S", "subtree", "PUBLISH_ON_TIME")
        self.expect("1/1 INHERITED", records, "S", "own", "PUBLISH_ON_TIME")
        self.expect("1/1 INHERITED", records, "S.1", "own", "PUBLISH_ON_TIME")
        self.expect("1/2 SCORED", [*records, a_return("S.1", "PUBLISH_ON_TIME", 1, 2, "OWN")], "S.1", "own", "PUBLISH_ON_TIME")
        self.expect("3/4 INHERITED", [a_return("S", "PUBLISH_ON_TIME", 3, 4, "OWN")], "S.1", "own", "PUBLISH_ON_TIME")
        self.expect("NOT_REPORTED", [], "S.1", "own", "PUBLISH_ON_TIME")


class CertifiedCopies(Case):
    def copies(self, unit_code, count, period="2026-08"):
        return {"certified_copy": {"unit_code": unit_code, "period": period, "copy_count": str(count)}}

    def test_always_full(self):
        code = "ELECTRONIC_CERTIFIED_COPY"
        self.assertEqual(200, self.expect("0/1 SCORED", [], code=code).points)
        self.assertEqual(200, self.expect("0/2 SCORED", [], "S", "subtree", code).points)
        self.assertEqual(200, self.expect("0/0 NO_BASE", [], "S", "own", code).points)
        self.assertEqual(200, self.expect("1/4 SCORED", [a_return("S", code, 1, 4)], "S", "subtree", code).points)

    def test_in_any_period_up_to_this_one(self):
        code = "ELECTRONIC_CERTIFIED_COPY"
        self.expect("1/1", [self.copies("S.1", 1, "2026-07")], code=code)
        self.expect("0/1", [self.copies("S.1", 1, "2026-Q3")], code=code)
        self.expect("0/1", [self.copies("S.1", 0)], code=code)
        self.expect("1/2", [self.copies("S.1", 1), self.copies("S", 1)], "S", "subtree", code)


class NationalTotals(Case):
    def sync(self, wanted, *records, unit_code="S.1", scope="subtree", **more):
        return self.expect(wanted, records, unit_code, scope, "DOSSIER_SYNC", **more)

    def test_the_greater_of_two(self):
        self.sync("1/6", dossier(), total("S.1", 4, "REPORTING"), total("S.1", 6))
        self.sync("NOT_REPORTED", dossier())
        self.sync("NOT_REPORTED", total("S.1", 4))
        self.sync("0/4", total("S.1", 4), feed("DOSSIER"))

    def test_an_explicitly_empty_one_gives_way(self):
        self.sync("1/ NO_BASE", dossier(), total("S.1", None))
        self.sync("1/4", dossier(), total("S.1", None), total("S.1", 4, "REPORTING"))

    def test_a_feed_of_totals_makes_the_base_empty(self):
        self.sync("1/0 NO_BASE", dossier(), feed("NATIONAL_TOTAL"))

    def test_the_sum_of_all_parts_of_the_period(self):
        months = [total("S.1", count, period=f"2026-0{month}") for month, count in ((7, 1), (8, 2), (9, 4))]
        self.sync("1/7", dossier(), *months, period="2026-Q3")
        self.sync("NOT_REPORTED", dossier(), *months[:2], period="2026-Q3")
        self.sync("1/3", dossier(), *months[:2], period="2026-Q3", units=[S, unit("S.1", last="2026-08-31")])

    def test_the_sum_of_own_offices_and_of_all_units_below(self):
        parts = [total("S", 1, scope="OWN"), total("S.1", 2), total("S.2", None)]
        self.sync("1/3", dossier(), *parts, unit_code="S")
        self.sync("NOT_REPORTED", dossier(), *parts[1:], unit_code="S")
        self.sync("1/2", dossier(), total("S.1", 2, scope="OWN"))

    def test_all_dossiers_of_the_subtree_count(self):
        self.sync("2/5", dossier(), dossier(2, "S"), total("S", 5), unit_code="S")
        self.sync("1/5", dossier(2, "S"), dossier(), total("S", 5, scope="OWN"), unit_code="S", scope="own")

    def test_where_a_unit_below_has_a_return_it_is_the_sum_over_units(self):
        records = [total("S", 9), dossier(), total("S.1", 2), dossier(2, "S.2"), a_return("S.2", "DOSSIER_SYNC", 3, 4)]
        self.sync("4/6", *records, unit_code="S")


class ReturnsAndSums(Case):
    def test_a_return_goes_before_the_records(self):
        self.expect("1/2", [dossier(), a_return("S.1", "ON_TIME", 1, 2)], "S.1", "subtree")
        self.expect("1/1", [dossier(), a_return("S.1", "ON_TIME", 1, 2)])

    def test_over_units_own_offices_and_subtrees_add_up(self):
        value = self.expect("3/4", [dossier(), dossier(2, "S"), a_return("S.2", "ON_TIME", 1, 2)], "S", "subtree")
        self.assertEqual((3, 3), (value.reported, value.expected))

    def test_a_silent_unit_makes_it_partial(self):
        value = self.expect("1/1", [dossier()], "S", "subtree")
        self.assertEqual((1, 2), (value.reported, value.expected))
        self.assertEqual("INCOMPLETE", scores([*UNITS, dossier()])[("S", "subtree", "TDGQ")].status)

    def test_a_return_of_a_unit_between_speaks_for_all_below_it(self):
        units = [S, unit("S.1", "LEVEL_DISTRICT"), unit("S.1.1", parent="S.1")]
        value = self.expect("1/2", [a_return("S.1", "ON_TIME", 1, 2)], "S", "subtree", units=units)
        self.assertEqual((2, 2), (value.reported, value.expected))

    def test_the_own_offices_are_a_part_only_where_they_are_there(self):
        value = self.expect("0/0 NO_BASE", [feed("DOSSIER", "S.1"), feed("DOSSIER", "S.2")], "S", "subtree")
        self.assertEqual((2, 2), (value.reported, value.expected))

    def test_an_empty_partial_tally_has_no_base(self):
        got = scores([*UNITS, feed("PETITION", "S.1")])
        self.assertEqual(("NO_BASE", 600), (got[("S", "subtree", "PETITION_PROCESSING_ON_TIME")].status,
                                           got[("S", "subtree", "PETITION_PROCESSING_ON_TIME")].points))
        self.assertEqual("INCOMPLETE", got[("S", "subtree", "MDHL")].status)

    def test_over_periods_returns_of_received_add_up(self):
        months = [a_return("S.1", "ONLINE_DOSSIERS", 1, 2, "OWN", f"2026-0{month}") for month in (7, 8, 9)]
        self.expect("3/6", months, code="ONLINE_DOSSIERS", period="2026-Q3")
        value = self.expect("2/4", months[:2], code="ONLINE_DOSSIERS", period="2026-Q3")
        self.assertEqual((2, 3), (value.reported, value.expected))
        self.expect("0/1", [*months, dossier()], code="ONLINE_DOSSIERS", period="2026-Q3")
        self.expect("0/0 NO_BASE", [*months, feed("DOSSIER")], code="ONLINE_DOSSIERS", period="2026-Q3")

    def test_over_periods_nothing_in_process_and_nothing_distinct_adds_up(self):
        for code in ("ON_TIME", "ONLINE_USED", "PUBLIC_CONTENT_FULL"):
            months = [a_return("S", code, 1, 2, "SUBTREE", f"2026-0{month}") for month in (7, 8, 9)]
            self.expect("NOT_REPORTED", months, "S", "subtree", code, period="2026-Q3")

    def test_over_periods_only_where_nobody_below_has_records(self):
        months = [a_return("S", "ONLINE_DOSSIERS", 1, 2, "SUBTREE", f"2026-0{month}") for month in (7, 8, 9)]
        self.expect("3/6", months, "S", "subtree", "ONLINE_DOSSIERS", period="2026-Q3")
        self.expect("0/1", [*months, dossier()], "S", "subtree", "ONLINE_DOSSIERS", period="2026-Q3")

    def test_a_year_is_made_of_the_longest_returns(self):
        records = [a_return("S.1", "ONLINE_DOSSIERS", 1, 10, "OWN", period)
                   for period in ("2026-H1", "2026-03", "2026-Q3", "2026-10", "2026-11", "2026-12")]
        value = self.expect("5/50", records, code="ONLINE_DOSSIERS", period="2026")
        self.assertEqual((5, 5), (value.reported, value.expected))

    def test_an_empty_return_adds_nothing(self):
        empty = a_return("S.2", "ON_TIME", None, None)
        self.expect("/ NO_BASE", [empty], "S.2", "subtree")
        self.expect("1/1", [empty, dossier()], "S", "subtree")


class UnitsInTime(Case):
    def test_units_without_a_gap_are_one_office(self):
        renamed = [S, unit("S.1", last="2026-07-31"), unit("S.1", first="2026-08-01")]
        self.expect("1/1", [dossier(received="7-20 08:00")], "S.1@2026-08-01", units=renamed)
        self.expect("1/1", [dossier(received="7-20 08:00")], "S.1", period="2026-07", units=renamed)

    def test_after_a_gap_the_code_is_another_office(self):
        gap = [S, unit("S.1", last="2026-07-30"), unit("S.1", first="2026-08-01")]
        self.expect("NOT_REPORTED", [dossier(received="7-20 08:00")], "S.1@2026-08-01", units=gap)

    def test_an_office_stands_as_its_last_unit_within_the_period(self):
        ended = [S, unit("S.1", last="2026-08-09"), unit("S.1", first="2026-08-10", last="2026-08-20")]
        self.expect("1/1", [dossier()], "S.1@2026-08-10", units=ended)

    def test_an_office_that_ended_counts_in_no_later_period(self):
        ended = [S, unit("S.1", last="2026-08-20"), unit("S.2")]
        self.expect("1/1", [dossier()], "S", "subtree", units=ended)
        self.expect("NOT_REPORTED", [dossier()], "S", "subtree", units=ended, period="2026-09")

    def test_a_unit_stands_where_it_stands_on_the_last_day(self):
        moved = [S, unit("T", "LEVEL_PROVINCE", ""), unit("S.1", last="2026-08-09"), unit("S.1", parent="T", first="2026-08-10")]
        self.expect("1/1", [dossier()], "T", "subtree", units=moved)
        self.expect("NOT_REPORTED", [dossier()], "S", "subtree", units=moved)
        self.expect("1/1", [dossier(received="7-20 08:00")], "S", "subtree", units=moved, period="2026-07")

    def test_a_return_with_a_first_day_speaks_of_that_office(self):
        gap = [S, unit("S.1", last="2026-08-10"), unit("S.1", first="2026-08-20")]
        first = a_return("S.1", "ON_TIME", 1, 2)
        self.expect("1/2", [first], "S.1@2026-08-20", "subtree", units=gap)
        self.expect("NOT_REPORTED", [first], "S.1", "subtree", units=gap)
        self.expect("1/2", [first], "S.1", "subtree", units=gap[:2])
        named = a_return("S.1", "ON_TIME", 1, 2, unit_valid_from="2026-08-20")
        self.expect("1/2", [named], "S.1@2026-08-20", "subtree", units=gap)


FORMER = load_definition("766-2022")
EARNING = [each.code for each in DEFINITION.indicators if each.max_points]


class Nation(Case):
    VN = unit("VN", "LEVEL_NATION", "")

    def values(self, records):
        return {code: (value.status, value.points) for (unit_name, scope, code), value in scores(records).items()
                if unit_name == "VN" and scope == "subtree"}

    def whole(self, code, numerator, denominator):
        return [a_return(code, each, numerator, denominator) for each in EARNING]

    def test_the_mean_of_the_provinces_by_group_rounded_and_then_summed(self):
        got = self.values([self.VN, S, unit("T", "LEVEL_PROVINCE", "VN"), *self.whole("S", 1, 1), *self.whole("T", 1, 3)])
        self.assertEqual(("SCORED", 1334), got["TDGQ"])  # of 2000 and 667
        self.assertEqual(("SCORED", sum(got[code][1] for code, _ in DEFINITION.groups)), got["TOTAL"])
        self.assertEqual(("NOT_APPLICABLE", None), got["ON_TIME"])

    def test_provinces_that_are_not_scored_are_in_no_mean(self):
        units = [self.VN, S, unit("T", "LEVEL_PROVINCE", "VN"), unit("M", "LEVEL_MINISTRY", "VN")]
        got = self.values([*units, *self.whole("S", 1, 1)])
        self.assertEqual([("INCOMPLETE", 2000), ("INCOMPLETE", 10000)], [got["TDGQ"], got["TOTAL"]])
        got = self.values([*units, a_return("S", "ON_TIME", 1, 1)])
        self.assertEqual([("NOT_APPLICABLE", None), ("NOT_REPORTED", None)], [got["TDGQ"], got["TOTAL"]])


class Former(Case):
    """Points at levels and a factor, which 766-2022 has."""

    def points(self, code, unit_code, *records):
        return scores([*UNITS, *records], definition=FORMER)[(unit_code, "subtree", code)].points

    def test_points_of_the_own_level(self):
        for unit_code, wanted in (("S", 300), ("S.1", 900)):
            self.assertEqual(wanted, self.points("DOSSIER_SYNC", unit_code, a_return(unit_code, "DOSSIER_SYNC", 1, 2)))
        self.assertEqual("NOT_APPLICABLE", scores(UNITS, definition=FORMER)[("S.1", "subtree", "PUBLISH_ON_TIME")].status)

    def test_a_ratio_is_multiplied_by_its_factors_before_the_target(self):
        online = a_return("S.1", "ONLINE_DOSSIERS", 4, 5)
        self.assertEqual(480, self.points("ONLINE_DOSSIERS", "S.1", online, a_return("S.1", "DOSSIER_SYNC", 1, 2)))
        self.assertEqual(0, self.points("ONLINE_DOSSIERS", "S.1", online, a_return("S.1", "DOSSIER_SYNC", 0, 0)))
        self.assertIsNone(self.points("ONLINE_DOSSIERS", "S.1", online))


class Declarations(Case):
    def test_an_empty_count_needs_a_declaration(self):
        self.expect("NOT_REPORTED", [])
        self.expect("0/0 NO_BASE", [feed("DOSSIER", "S.1")])
        self.expect("0/0 NO_BASE", [feed("DOSSIER", "")])
        self.expect("NOT_REPORTED", [feed("DOSSIER", "S.2")])

    def test_a_declaration_covers_periods_wholly_within_its_days(self):
        for days, wanted in (({"valid_from": "2026-08-01"}, "0/0 NO_BASE"), ({"valid_from": "2026-08-02"}, "NOT_REPORTED"),
                             ({"valid_to": "2026-08-31"}, "0/0 NO_BASE"), ({"valid_to": "2026-08-30"}, "NOT_REPORTED")):
            self.expect(wanted, [feed("DOSSIER", **days)])

    def test_below_is_told_by_the_codes(self):
        older = [unit("000.00.00.S", "LEVEL_PROVINCE", ""), unit("000.01.00.S", parent="000.00.00.S")]
        self.expect("0/0 NO_BASE", [feed("DOSSIER", "S")], "000.01.00.S", units=older)
        self.expect("NOT_REPORTED", [feed("DOSSIER", "000.00.00.S")], "000.01.00.S", units=older)


class Points(Case):
    def test_half_up_once(self):
        self.assertEqual(38, rules.half_up(Fraction(75, 2)))
        self.assertEqual(37, rules.half_up(Fraction(7499, 200)))
        value = self.expect("1/16", [a_return("S.1", "DOSSIER_SYNC", 1, 16)], "S.1", "subtree", "DOSSIER_SYNC")
        self.assertEqual(38, value.points)

    def test_more_than_the_whole_counts_as_the_whole(self):
        self.assertEqual(2000, self.expect("3/2", [a_return("S.1", "ON_TIME", 3, 2)], "S.1", "subtree").points)

    def test_a_target_earns_all_points(self):
        code = "ONLINE_DOSSIERS"
        self.assertEqual(600, self.expect("1/2", [a_return("S.1", code, 1, 2)], "S.1", "subtree", code).points)
        self.assertEqual(300, self.expect("1/4", [a_return("S.1", code, 1, 4)], "S.1", "subtree", code).points)

    def test_group_and_total_add_rounded_points(self):
        got = scores([*UNITS, a_return("S.1", "ON_TIME", 1, 3), a_return("S.1", "DOSSIER_SYNC", 1, 16)])
        self.assertEqual(("SCORED", 667), (got[("S.1", "subtree", "TDGQ")].status, got[("S.1", "subtree", "TDGQ")].points))
        self.assertEqual(("INCOMPLETE", 667 + 38 + 200),
                         (got[("S.1", "subtree", "TOTAL")].status, got[("S.1", "subtree", "TOTAL")].points))

    def test_a_group_of_which_nothing_is_reported(self):
        got = scores([*UNITS, a_return("S.1", "AVERAGE_TIME", 1, 3)])
        self.assertEqual(("NOT_REPORTED", None), (got[("S.1", "subtree", "TDGQ")].status, got[("S.1", "subtree", "TDGQ")].points))

    def test_at_the_level_of_the_nation_nothing_applies(self):
        got = scores([unit("VN", "LEVEL_NATION", "")])
        self.assertEqual({"NOT_APPLICABLE"}, {value.status for (_, _, code), value in got.items() if code != "TOTAL"})
        self.assertEqual("NOT_REPORTED", got[("VN", "own", "TOTAL")].status)


class TextFormat(unittest.TestCase):
    def test_messages_lists_and_comments(self):
        self.assertEqual({"a": [{"b": [{}]}], "c": ["x\"y", "z"], "d": [1, -2], "e": [True, "WORD"]},
                         parse('# a comment\na { b {} } c: "x\\"y" c: "z" d: [1, -2] e: true e: WORD'))


if __name__ == "__main__":
    unittest.main()
