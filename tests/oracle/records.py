"""Records as they are sent, and which of them are in force."""

import dataclasses
import hashlib
import json
import re
from typing import Any

from times import nanoseconds

# The field of Record for each kind, and the name of the kind in a feed declaration.
KINDS = {
    "unit": "RECORD_KIND_UNIT",
    "unit_return": "RECORD_KIND_RETURN",
    "dossier": "RECORD_KIND_DOSSIER",
    "progress": "RECORD_KIND_PROGRESS",
    "petition": "RECORD_KIND_PETITION",
    "satisfaction": "RECORD_KIND_SATISFACTION",
    "procedure": "RECORD_KIND_PROCEDURE",
    "national_total": "RECORD_KIND_NATIONAL_TOTAL",
    "certified_copy": "RECORD_KIND_CERTIFIED_COPY",
    "calendar_day": "RECORD_KIND_CALENDAR_DAY",
    "unit_change": "RECORD_KIND_UNIT_CHANGE",
    "unit_alias": "RECORD_KIND_UNIT_ALIAS",
    "feed": "RECORD_KIND_FEED",
    "publication": "RECORD_KIND_PUBLICATION",
}

# The fields of each kind's key.
KEYS = {
    "unit": ("code", "valid_from"),
    "unit_return": ("unit_code", "unit_valid_from", "period", "indicator", "scope"),
    "dossier": ("code",),
    "progress": ("dossier_code", "process_time", "status"),
    "petition": ("code",),
    "satisfaction": ("dossier_code", "code"),
    "procedure": ("code", "unit_code"),
    "national_total": ("unit_code", "unit_valid_from", "period", "source", "scope"),
    "certified_copy": ("unit_code", "unit_valid_from", "period"),
    "calendar_day": ("date", "unit_code"),
    "unit_change": ("change_date", "from", "to"),
    "unit_alias": ("sender", "alias", "valid_from"),
    "feed": ("sender", "kind", "unit_code"),
    "publication": ("unit_code", "unit_valid_from", "period"),
}

# The numbers of 64 bits, which protobuf's JSON writes as text.
NUMBERS = ("numerator", "denominator", "received_count", "copy_count", "amount", "precedence", "max_working_days")
UNKNOWN_PRECEDENCE = 10**9


@dataclasses.dataclass(frozen=True)
class Version:
    """One record as one sender gave it."""

    sender: str
    kind: str
    key: tuple
    rank: tuple  # Of two versions the one with the greater rank is newer: revision, its order, digest.
    retracted: bool
    content: Any


def snake(value):
    """Protobuf's JSON may write `unitCode` for `unit_code`, and null for what is absent."""
    if isinstance(value, dict):
        return {re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), key): snake(inner)
                for key, inner in value.items() if inner is not None}
    return [snake(inner) for inner in value] if isinstance(value, list) else value


def version(sender, record):
    """Reads a record in protobuf's JSON."""
    record = snake(record)
    kind = next(kind for kind in KINDS if kind in record)
    content = record[kind]
    for part in (content, content.get("fees", {})):
        part.update({name: int(part[name]) for name in NUMBERS if name in part})
    digest = hashlib.sha256(json.dumps([kind, content, bool(record.get("retracted"))], sort_keys=True).encode()).digest()
    rank = (int(record.get("revision", 0)), int(record.get("revision_order", 0)), digest)
    return Version(sender, kind, key_of(kind, content), rank, bool(record.get("retracted")), content)


def key_of(kind, content):
    """The key; a time in it is exact, to the nanosecond."""
    values = []
    for field in KEYS[kind]:
        value = content.get(field, "")
        if field == "process_time":
            value = nanoseconds(value)
        values.append(json.dumps(value, sort_keys=True) if isinstance(value, dict) else value)
    return tuple(values)


def newest_of_senders(versions):
    """(kind, key) -> what each sender says: of each the greatest revision, then the second number, then the digest.

    A sender's retraction takes back that sender's version alone.
    """
    newest = {}
    for candidate in versions:
        of_senders = newest.setdefault((candidate.kind, candidate.key), {})
        known = of_senders.get(candidate.sender)
        if known is None or candidate.rank > known.rank:
            of_senders[candidate.sender] = candidate
    return {key: [known for known in of_senders.values() if not known.retracted] for key, of_senders in newest.items()}


def lies_below(code, of):
    """Whether a declaration for the unit `of` speaks of the unit `code`: by the codes alone; empty: of all."""
    return not of or code == of or code.startswith(of + ".") or code.endswith("." + of)


def unit_in_code(code):
    """The unit in a dossier's or petition's code: what stands before its first hyphen, where it is a unit's code."""
    before, hyphen, _ = code.partition("-")
    return before if hyphen and re.fullmatch(r"[A-Za-z0-9._]{1,40}", before) else ""


def unit_of_key(candidate):
    """The unit by which declarations are asked for the precedence of a record's senders."""
    content = candidate.content
    if candidate.kind in ("dossier", "petition"):
        return unit_in_code(content["code"])
    if candidate.kind in ("progress", "satisfaction"):
        return unit_in_code(content["dossier_code"])
    if candidate.kind == "unit":
        return content["code"]
    return content.get("unit_code", "") if "unit_code" in KEYS[candidate.kind] else ""


def in_force(versions):
    """kind -> the versions in force: among senders the smallest precedence, then the greatest rank.

    Declarations themselves have no precedence. The days of a declaration do not matter for it.
    """
    newest = newest_of_senders(versions)
    feeds = [max(given, key=lambda v: v.rank).content for (kind, _), given in newest.items() if kind == "feed" and given]

    def precedence(candidate):
        if candidate.kind == "feed":
            return UNKNOWN_PRECEDENCE
        unit = unit_of_key(candidate)
        return min([feed["precedence"] for feed in feeds
                    if feed["sender"] == candidate.sender and feed["kind"] == KINDS[candidate.kind]
                    and "precedence" in feed
                    and (lies_below(unit, feed.get("unit_code", "")) if unit else not feed.get("unit_code"))],
                   default=UNKNOWN_PRECEDENCE)

    chosen = {kind: [] for kind in KINDS}
    for (kind, _), given in sorted(newest.items(), key=str):
        if given:
            best = min(precedence(candidate) for candidate in given)
            chosen[kind].append(max((c for c in given if precedence(c) == best), key=lambda v: v.rank))
    return chosen
