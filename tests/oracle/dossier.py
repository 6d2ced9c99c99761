"""One dossier: whether it counts, its end, its pauses, its due day, the instant from which it is late, its facts."""

import dataclasses
from typing import Any, Optional

import times
from times import time_of

NOT_RECEIVED = ("DOSSIER_STATUS_REGISTERED", "DOSSIER_STATUS_IN_TRANSIT", "DOSSIER_STATUS_UNSPECIFIED")
FINISHED, RETURNED = "DOSSIER_STATUS_FINISHED", "DOSSIER_STATUS_RETURNED"
REFUSED, STOPPED, WITHDRAWN = "DOSSIER_STATUS_REFUSED", "DOSSIER_STATUS_STOPPED", "DOSSIER_STATUS_WITHDRAWN"
ENDED = (FINISHED, RETURNED, STOPPED, REFUSED, WITHDRAWN)
PAID_ONLINE = ("PAYMENT_NATIONAL_PORTAL", "PAYMENT_LOCAL_GATEWAY")


def counts(content):
    """It was received, and its state does not say that it was not."""
    return bool(content.get("receive_time")) and content.get("status", NOT_RECEIVED[-1]) not in NOT_RECEIVED


def end(content, lines):
    """The end of processing; none but in the five states that end it. `lines`: its progress lines in force."""
    status, received = content["status"], time_of(content["receive_time"])
    if status not in ENDED:
        return None

    def earliest(of_status):
        return min((time_of(line["process_time"]) for line in lines if line.get("status") == of_status), default=None)

    candidates = [time_of(content.get("process_end_time")), earliest(FINISHED), time_of(content.get("return_time")),
                  earliest(RETURNED)]
    candidates.append(time_of(content.get("refuse_time")) if status == REFUSED else
                      earliest(status) if status in (STOPPED, WITHDRAWN) else None)
    candidates.append(max(own_times(content)))
    found = next(candidate for candidate in candidates if candidate is not None)
    return max(found, received)


def own_times(content):
    """The times that stand for an unknown end: never a due time, never a line's."""
    given = [content.get(field) for field in ("receive_time", "submit_time", "refuse_time")]
    for supplement in content.get("supplements", ()):
        given += [supplement.get("request_time"), supplement.get("receive_time")]
    return [time_of(text) for text in given if text]


def requests(content, ended):
    """The supplements with a request time, in order of request; one after the end counts for nothing."""
    asked = [each for each in content.get("supplements", ()) if each.get("request_time")
             and (ended is None or time_of(each["request_time"]) <= ended)]
    return sorted(asked, key=lambda each: time_of(each["request_time"]))


def pauses(content, asked):
    """The united intervals in which the clock stands still; a pause that is still open has the end None.

    A supplement with a new due time makes none. Only what lies after the reception counts; what arrived before it was
    asked for pauses nothing.
    """
    received = time_of(content["receive_time"])
    united = []
    for supplement in asked:
        if supplement.get("new_due_time"):
            continue
        begin, until = max(time_of(supplement["request_time"]), received), time_of(supplement.get("receive_time"))
        if until is not None and until <= begin:
            continue
        if united and (united[-1][1] is None or begin <= united[-1][1]):
            open_end = united[-1][1] is None or until is None
            united[-1] = (united[-1][0], None if open_end else max(united[-1][1], until))
        else:
            united.append((begin, until))
    return united


def paused(intervals, time):
    """The length of all pauses before a time."""
    return sum(max(0, (time if until is None else min(until, time)) - begin) for begin, until in intervals)


def due_time_in_force(content, asked):
    """The latest of the due time and all new due times; None: there is none."""
    given = [content.get("due_time")] + [supplement.get("new_due_time") for supplement in asked]
    return max((time_of(text) for text in given if text), default=None)


def late_from(received, ended, intervals, asked, threshold):
    """The first instant at which it is late, not after its end; None: never.

    `threshold`: the first time at which it would be late without pauses; None where nothing is due, and then not even a
    second request makes it late.
    """
    if threshold is None:
        return None
    passed = threshold
    for begin, until in intervals:
        # A pause that begins as the term is over comes too late.
        if passed is not None and begin < passed:
            passed = None if until is None else passed + until - begin
    instants = [passed] if passed is not None else []
    if len(asked) > 1:
        instants.append(time_of(asked[1]["request_time"]))
    instants = [max(instant, received) for instant in instants if ended is None or instant <= ended]
    return min(instants, default=None)


@dataclasses.dataclass(frozen=True)
class Dossier:
    """What the tallies need of a dossier that counts and has an office."""

    code: str
    office: Any
    procedure_code: str
    received: int
    end: Optional[int]
    late_from: Optional[int]
    minutes: int  # From reception to end without the pauses, whole ones; 0 while there is no end.
    online: bool
    result_file: bool
    result_required: bool
    digitised: bool
    reuse: bool
    storage: bool
    citizen_data: bool
    fee: bool
    fee_amount: bool
    paid_online: bool
    disliked: bool

    def late(self, at):
        """Late in a period that is judged at a time."""
        return self.late_from is not None and self.late_from < at

    def belongs(self, population, period):
        if population == "POPULATION_RECEIVED":
            return period.holds(self.received)
        if population == "POPULATION_FINISHED":
            return self.end is not None and period.holds(self.end)
        if population == "POPULATION_IN_PROCESS":
            return self.received < period.e and (self.end is None or self.end >= period.s)
        # What stands at the end of the period, whenever it came about.
        return self.received < period.e


def judge(content, lines, office, procedure, nth_working_day, disliked, definition):
    """Makes a Dossier of a record's content.

    `procedure`: that of the authority, or an empty one. `nth_working_day`: from a day and n to the n-th working day
    after it in the unit's calendar.
    """
    received, ended = time_of(content["receive_time"]), end(content, lines)
    asked = requests(content, ended)
    intervals = pauses(content, asked)
    threshold = None
    due = due_time_in_force(content, asked)
    if due is not None:
        threshold = due + 1 if definition.late_by_instant else times.start(times.day(due) + 1)
    elif "max_working_days" in procedure:
        threshold = times.start(nth_working_day(times.day(received), procedure["max_working_days"]) + 1)
    minutes = 0 if ended is None else (ended - received - paused(intervals, ended)) // 60
    return Dossier(content["code"], office, content.get("procedure_code", ""), received, ended,
                   late_from(received, ended, intervals, asked, threshold), minutes, disliked=disliked,
                   **facts(content, procedure, definition))


def facts(content, procedure, definition):
    """The facts of a dossier that no time changes."""
    components, fees = content.get("components"), content.get("fees", {})
    result_file = content.get("results", {}).get("file_count", 0) >= 1
    result_required = procedure.get("result_required", True)
    has_digitised = content.get("has_digitised_component", False)
    some_digitised = components.get("digitised_count", 0) >= 1 if components is not None else has_digitised
    storage = (components or {}).get("storage_count", 0) >= 1
    databases = content.get("database_codes", ())
    population_database = any(not definition.population_databases or code in definition.population_databases
                              for code in databases)
    all_free = fees.get("line_count", 0) >= 1 and fees.get("zero_count", 0) == fees["line_count"]
    fee_amount = fees.get("amount", 0) > 0
    fee = procedure.get("has_fee", fee_amount) and not all_free
    return {
        "online": content.get("channel") == "CHANNEL_ONLINE",
        "result_file": result_file,
        "result_required": result_required,
        "digitised": some_digitised and (result_file or not result_required),
        "reuse": has_digitised or (components or {}).get("reused_count", 0) >= 1,
        "storage": storage,
        "citizen_data": content.get("account_verified", False) or population_database or storage,
        "fee": fee,
        "fee_amount": fee_amount,
        "paid_online": content.get("payment") in PAID_ONLINE and fee,
    }
