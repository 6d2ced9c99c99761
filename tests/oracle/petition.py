"""One petition: whether it was handled in time, and whether anybody has to complain."""

import dataclasses
from typing import Any, Callable

import times
from times import time_of

LIMITS = {
    "PETITION_OUTCOME_ANSWERED": 15,
    "PETITION_OUTCOME_REFUSED": 2,
    "PETITION_OUTCOME_TRANSFERRED": 2,
    "PETITION_OUTCOME_SUPPLEMENT_ASKED": 5,
}
OPEN_LIMIT = 15
PUBLISH_LIMIT = 2


@dataclasses.dataclass(frozen=True)
class Petition:
    """What the tallies need of a petition that has an office. `nth_working_day`: in the calendar of its unit."""

    office: Any
    content: Any
    nth_working_day: Callable

    @property
    def received(self):
        return time_of(self.content["receive_time"])

    def on_time(self, at):
        return self.handled_on_time() or self.still_in_time(at)

    def handled_on_time(self):
        """Within the limit of its outcome and, where published, within two working days of the outcome; whenever."""
        limit = LIMITS.get(self.content.get("outcome"))
        handled, published = time_of(self.content.get("outcome_time")), time_of(self.content.get("publish_time"))
        if limit is None or handled is None:
            return False
        if times.day(handled) > self.nth_working_day(times.day(self.received), limit):
            return False
        return published is None or times.day(published) <= self.nth_working_day(times.day(handled), PUBLISH_LIMIT)

    def still_in_time(self, at):
        """Not handled before a time, and the fifteenth working day not over before it."""
        handled = time_of(self.content.get("outcome_time"))
        over = times.start(self.nth_working_day(times.day(self.received), OPEN_LIMIT) + 1)
        return (handled is None or handled >= at) and over >= at

    def satisfied(self, at):
        return (self.content.get("satisfaction") != "SATISFACTION_DISSATISFIED"
                and not self.content.get("repeated_petition", False) and self.on_time(at))
