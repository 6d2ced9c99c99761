"""Index definitions, read from protobuf's text format."""

import dataclasses
import re
from typing import Optional

TOKEN = re.compile(r"""\s+|\#[^\n]*|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z0-9_.+-]+)|(?P<mark>[{}\[\]<>:,;])""")


def parse(text):
    """A message as a dict of lists: each field has all its values, in their order."""
    tokens, position = [], 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise ValueError(f"not protobuf's text format: {text[position:position + 40]!r}")
        if match.lastgroup:
            tokens.append(match[match.lastgroup])
        position = match.end()
    tokens.reverse()
    return _message(tokens, None)


def _message(tokens, closing):
    message = {}
    while tokens and tokens[-1] != closing:
        name = tokens.pop()
        if name in ",;":
            continue
        if tokens[-1] == ":":
            tokens.pop()
        values = message.setdefault(name, [])
        if tokens[-1] == "[":
            tokens.pop()
            while tokens[-1] != "]":
                if tokens[-1] == ",":
                    tokens.pop()
                values.append(_value(tokens))
            tokens.pop()
        else:
            values.append(_value(tokens))
    if closing:
        tokens.pop()
    return message


def _value(tokens):
    token = tokens.pop()
    if token == "{":
        return _message(tokens, "}")
    if token[0] == '"':
        parts = [token[1:-1]]
        while tokens and tokens[-1][0] == '"':
            parts.append(tokens.pop()[1:-1])
        return re.sub(r"\\(.)", r"\1", "".join(parts))
    if token in ("true", "false"):
        return token == "true"
    return int(token) if re.fullmatch(r"-?\d+", token) else token


@dataclasses.dataclass(frozen=True)
class Indicator:
    code: str
    max_points: int  # In hundredths.
    rule: str  # linear, target, shown or full
    target: Optional[int]  # In percent.
    empty_base: str
    population: str
    numerator: str
    denominator: str
    levels: tuple
    copied_down: bool
    points_at: tuple = ()  # Of (levels, hundredths): in place of max_points.
    target_at: tuple = ()  # Of (levels, percent): in place of target.
    factor: str = ""  # The code of the indicator by whose ratio this one's is multiplied.

    def most(self, level):
        """The most points at a level, in hundredths."""
        return next((points for levels, points in self.points_at if level in levels), self.max_points)

    def percent(self, level):
        """The ratio that earns all points at a level."""
        return next((percent for levels, percent in self.target_at if level in levels), self.target or 100)


@dataclasses.dataclass(frozen=True)
class Definition:
    id: str
    groups: tuple  # Of (code, indicators).
    # The choices that the rules leave to the definition.
    late_by_instant: bool
    population_databases: tuple

    @property
    def indicators(self):
        return [indicator for _, indicators in self.groups for indicator in indicators]


def definition(text):
    message = parse(text)
    groups = tuple((_one(group, "code", ""), tuple(_indicator(each) for each in group["indicators"]))
                   for group in message["groups"])
    return Definition(_one(message, "id", ""), groups, _one(message, "late_by", "") == "LATE_BY_INSTANT",
                      tuple(message.get("population_databases", ())))


def _indicator(message):
    code = _one(message, "code", "")
    (form, values), = message["rule"][0].items()
    return Indicator(code, _one(message, "max_points", 0), form, _one(values[0], "percent", None),
                     _one(message, "empty_base", ""), _one(message, "population", ""), _one(message, "numerator", ""),
                     _one(message, "denominator", ""), tuple(message.get("levels", ())),
                     _one(message, "copied_down", False), _at_levels(message, "points_at", "max_points"),
                     _at_levels(values[0], "at", "percent"), _one(message, "factor", ""))


def _at_levels(message, name, number):
    return tuple((tuple(each.get("levels", ())), _one(each, number, 0)) for each in message.get(name, ()))


def _one(message, name, absent):
    return message[name][-1] if name in message else absent
