"""Replies as people write them, with what each asks for by a person's judgment, and how often the rules miss it.

`python -m tests.support.reply_corpus` prints both error rates by language. The rules were tuned on `tuned.tsv`.
`held_out.tsv` was drawn from the same hand's replies by chance before, and what is misread in it was never looked at.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.rules.outcomes.states import ConsentState
from engine.rules.replies.keywords import read_reply, reply_from

FOLDER: Final = Path(__file__).parent / "replies"
PARTS: Final = ("tuned", "held_out")


@dataclass(frozen=True, slots=True)
class CorpusReply:
    """One reply."""

    language: str
    kind: str
    """What it asks for: `opt_out`, `opt_in`, `help` or `other`."""
    body: str

    @property
    def read_as(self) -> str:
        """What the rules take it for, from a number that nobody has asked anything."""
        return reply_from(read_reply(self.body), ConsentState.UNKNOWN).kind


@dataclass(frozen=True, slots=True)
class Errors:
    """The two errors, counted apart: a missed stop is worse."""

    stops: int
    missed: tuple[CorpusReply, ...]
    """Opt-outs that were not taken for one."""
    others: int
    false: tuple[CorpusReply, ...]
    """Taken for an opt-out, and none."""
    misread: tuple[CorpusReply, ...]
    """START and HELP that were not taken for it, or others that were."""

    def __str__(self) -> str:
        missed = f"{len(self.missed):3} of {self.stops:3} stops missed ({_percent(len(self.missed), self.stops)})"
        false = f"{len(self.false):3} of {self.others:3} others stopped ({_percent(len(self.false), self.others)})"
        return f"{missed}, {false}, {len(self.misread)} opt-ins and helps misread"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:4.1f} %" if whole else "   - %"


def replies(part: str) -> list[CorpusReply]:
    """The replies of a part; `\\n` in the file is a line break."""
    with (FOLDER / f"{part}.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [CorpusReply(language, kind, body.replace("\\n", "\n")) for language, kind, body in rows]


def errors(written: Iterable[CorpusReply]) -> Errors:
    """What the rules get wrong of these."""
    read = [(each, each.read_as) for each in written]
    stops = [pair for pair in read if pair[0].kind == "opt_out"]
    not_opt_outs = [pair for pair in read if pair[0].kind != "opt_out"]
    return Errors(
        len(stops),
        tuple(each for each, as_ in stops if as_ != "opt_out"),
        len(not_opt_outs),
        tuple(each for each, as_ in not_opt_outs if as_ == "opt_out"),
        tuple(each for each, as_ in not_opt_outs if as_ not in ("opt_out", each.kind)),
    )


def table(written: Iterable[CorpusReply]) -> str:
    """Both error rates by language, and of all."""
    all_replies = list(written)
    languages = dict.fromkeys(each.language for each in all_replies)
    lines = [
        f"{language:>4}: {errors(each for each in all_replies if each.language == language)}" for language in languages
    ]
    return "\n".join([*lines, f" all: {errors(all_replies)}"])


def main(arguments: list[str]) -> None:
    """Prints the rates; with `--show` also what was misread of the part that the rules were tuned on."""
    for part in PARTS:
        sys.stdout.write(f"{part} ({len(replies(part))} replies)\n{table(replies(part))}\n\n")
    if "--show" in arguments:
        counts = errors(replies("tuned"))
        for name, wrong in (("missed", counts.missed), ("false", counts.false), ("misread", counts.misread)):
            for each in wrong:
                sys.stdout.write(f"{name:8} {each.language} {each.body!r} read as {each.read_as}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
