"""Nothing is sent too late, and a branch on what became of a text goes where that says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from engine.rehearsal.result import RehearsedEnrolment, RehearsedMessage
from engine.rules.time.instants import Millis, to_rfc3339
from tests.equality.told import HANDED_OVER, TOLERANCE, Told, at_time, later


def never_too_late(told: Told) -> Iterator[str]:
    """A reminder is not sent after the date that it reminds of, nor later than its step allows."""
    for passage in told.passages:
        for before, hop in pairwise(passage.path):
            node = told.node(passage, hop.node_id)
            wait = told.node(passage, before.node_id)["data"].get("relative")
            # Who went on though the date was past does so because `if_past` says "continue".
            on_time = before.outcome == "next" and before.reason is None
            if node["type"] != "send_sms" or wait is None or not on_time:
                continue
            dates, zones = told.dates(passage, wait["to"]), told.zones(passage.contact)
            offset = wait.get("offset", "PT0S")
            if dates is None or zones is None or not offset.startswith("-"):
                continue
            for one in _handed_over(told, passage, hop.node_id, hop.at):
                date = at_time(dates, one.at)
                if not isinstance(date, int):
                    continue
                said = node["data"].get("not_later_than")
                due = later(date, offset, at_time(zones, one.at))
                limit = later(due, said, at_time(zones, one.at)) if str(said).startswith("P") else date
                if said != "no_limit" and one.at > min(limit, date) + TOLERANCE:
                    sent = f"{one.node_id} at {to_rfc3339(one.at)}"
                    yield f"too late: {passage.contact} was sent {sent}, due {to_rfc3339(due)}"


def _handed_over(told: Told, passage: RehearsedEnrolment, node_id: str, at: Millis) -> list[RehearsedMessage]:
    return [
        one
        for one in told.messages_of(passage)
        if one.node_id == node_id and one.state in HANDED_OVER and abs(one.at - at) <= TOLERANCE
    ]


def branches(told: Told) -> Iterator[str]:
    """A branch on a text that was sent, or was not, goes as it is."""
    for passage in told.passages:
        for hop in passage.path:
            node = told.node(passage, hop.node_id)
            paths = node["data"].get("paths", [])
            if node["type"] != "branch" or len(paths) != 1 or len(paths[0]["where"]["rules"]) != 1:
                continue
            rule = paths[0]["where"]["rules"][0]
            if not str(rule.get("field")).startswith("message.") or rule["value"] not in ("sent", "not_sent"):
                continue
            about = [one for one in told.messages_of(passage) if one.node_id == rule["field"][8:] and one.at <= hop.at]
            sent = any(one.state in ("accepted", "delivered", "undelivered") for one in about)
            not_sent = any(one.state in ("skipped", "rejected", "unknown") for one in about)
            right = paths[0]["id"] if (sent if rule["value"] == "sent" else not_sent) else "else"
            if sent != not_sent and hop.outcome in (paths[0]["id"], "else") and hop.outcome != right:
                yield f"branch: {passage.contact} left {hop.node_id} by {hop.outcome}; right is {right}"
