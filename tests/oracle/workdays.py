"""Working days: Monday to Friday but for calendar records."""

import times


class Calendar:
    """The days that differ from the week's rule."""

    def __init__(self, contents):
        self.kinds = {(times.day_of_date(content["date"]), content.get("unit_code", "")): content.get("kind")
                      for content in contents}

    def working(self, day, codes):
        """`codes`: of the unit and those above it, nearest first. The unit's own record, else the nearest above, else
        the country's, else the week's rule."""
        for code in [*codes, ""]:
            kind = self.kinds.get((day, code))
            if kind in ("DAY_KIND_WORKING", "DAY_KIND_OFF"):
                return kind == "DAY_KIND_WORKING"
        return times.weekday(day) < 5

    def after(self, day, n, codes):
        """n working days after a day: the n-th working day that follows it."""
        return self._walk(day, n, codes, 1)

    def before(self, day, n, codes):
        """The n-th working day that precedes a day."""
        return self._walk(day, n, codes, -1)

    def _walk(self, day, n, codes, step):
        while n:
            day += step
            n -= self.working(day, codes)
        return day
