"""Random days and times, most of them where something turns: at midnights, month ends, and around the as-of time."""

import times

DAY = times.DAY


class Moments:
    """Draws days and times up to a day after the as-of time, as far back as five months."""

    def __init__(self, rng, as_of):
        self.rng = rng
        self.as_of = as_of
        self.today = times.day(as_of)
        self.latest = as_of + DAY

    def chance(self, share):
        return self.rng.random() < share

    def month(self):
        """The month of today, as a rule, or one of the four before."""
        back = self.rng.choice([0, 0, 0, 1, 1, 1, 2, 2, 3, 4])
        year, number = (int(part) for part in times.date_text(self.today).split("-")[:2])
        index = year * 12 + number - 1 - back
        return times.period(f"{index // 12}-{index % 12 + 1:02}")

    def day(self):
        drawn = self.rng.random()
        if drawn < 0.35:
            month = self.month()
            return min(self.rng.choice([month.first - 1, month.first, month.first + 1, month.last - 1, month.last, month.last + 1]),
                       self.today)
        if drawn < 0.5:
            return self.today - self.rng.choice([0, 0, 1, 1, 2, 3, 5])
        return self.today - self.rng.randrange(self.rng.choice([20, 60, 150]))

    def turning_day(self):
        """The first day of something new, such as a unit: seldom in the middle of a month."""
        month = self.month()
        return self.rng.choice([month.first, month.first, month.last + 1, month.first + 1, month.last, month.first + 14])

    def time(self, day=None):
        """A time of a day, often its first or last second."""
        begin = times.start(self.day() if day is None else day)
        drawn = self.rng.random()
        if drawn < 0.1:
            time = begin
        elif drawn < 0.2:
            time = begin + self.rng.choice([-1, 1, 59, 60])
        elif drawn < 0.3:
            time = begin + DAY - 1
        elif drawn < 0.35:
            time = self.as_of + self.rng.choice([-1, 0, 1, 3600, DAY])
        else:
            time = begin + self.rng.randrange(7 * 3600, 17 * 3600, 600)
        return min(time, self.latest)

    def since(self, time, longest=30):
        """A time at or after another one, on some day that is not before."""
        drawn = self.rng.random()
        if drawn < 0.1:
            return min(time + self.rng.choice([0, 1, 59, 60, 3600]), self.latest)
        later = times.day(time) + self.rng.randrange(self.rng.choice([2, 8, longest]))
        if drawn < 0.2:
            later = self.rng.choice([self.today, self.month().last, self.month().last + 1])
        return max(time, self.time(later)) if not self.chance(0.03) else self.time(times.day(time))

    def text(self, time):
        """The time in protobuf's JSON; now and then with a part of a second, which says nothing."""
        text = times.time_text(time)
        return text.replace("Z", self.rng.choice([".999999Z", ".5Z", ".000001Z"])) if self.chance(0.06) else text

    def date(self):
        return times.date_text(self.day())
