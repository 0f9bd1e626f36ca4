"""The opt-out clause: whether a body says how to stop, when it has to, and adding it.

Source: CTIA Messaging Principles and Best Practices, 5.1.3 (opt-out instructions in recurring messages).
"""

import re
from typing import Final

from engine.rules.instants import DAY, Millis

CLAUSE_EVERY: Final[Millis] = 30 * DAY
"""A number that gets messages is told at least this often how to stop."""

DEFAULT_CLAUSE: Final = "Reply STOP to unsubscribe"

_WORDS = (
    "stop",
    "stopp",
    "stopall",
    "stop all",
    "unsubscribe",
    "optout",
    "opt out",
    "opt-out",
    "arret",
    "arrêt",
    "parar",
    "pare",
    "baja",
    "alto",
    "sair",
    "abmelden",
    "avsluta",
    "cancellami",
    "afmelden",
)
"""What a reply stops with, and nothing else."""
_WEAK_WORDS = ("cancel", "end", "quit", "revoke")
"""Stop too, but `Reply CANCEL to cancel your booking` is no clause: these need to say what for."""

_WORD = re.compile(
    rf"\b(?:(?P<weak>{'|'.join(_WEAK_WORDS)})|{'|'.join(map(re.escape, sorted(_WORDS, key=len, reverse=True)))})"
    r"(?=\b|2)",
    re.IGNORECASE,
)
_QUOTE = "[\"'“”‘’«»*(\\[]?"
_ASK = (
    "reply|replying|text|texting|txt|send|sending|respond|answer|message|"
    "svara|sms:?a|skicka|antworten(?: sie)?|antworte|sende|senden sie|"
    "responda|responde|responder|envie|env[ií]e|envia|env[ií]a|mande|"
    "r[ée]pondez|r[ée]ponds|envoyez|envoyer|rispondi|rispondere|invia|inviare|antwoord|stuur"
)
_LEAVE = r"unsub\w*|opt[ -]?out|d[ée]sabonn\w*|abmeld\w*|avregistrer\w*|cancelar"
_TO = r"(?:to|2|=|:|->|para|pour|um|f[oö]r|per|om|zum|por)"
_PURPOSE = (
    "unsub|opt|end|quit|cancel|stop|leave|be removed|no longer|avoid|darse|dejar|salir|sair|parar|vous d[ée]|se d[ée]|"
    "ne plus|d[ée]s|arr[eê]ter|sich|abzumelden|abmelden|att|avsluta|avregistrera|annul|disiscriver|te stoppen|af te"
)
_LEFT = 60
"""Characters before and after a word that are looked at: a clause is short."""

# Reply STOP; text "STOP"; svara STOPP. To unsubscribe, reply with STOP; opt out: STOP
_ASKED_FOR = re.compile(rf"\b(?:{_ASK})\s+{_QUOTE}$|\b(?:{_LEAVE})\b[^.!?\n]{{0,25}}{_QUOTE}$", re.IGNORECASE)
# Reply with STOP, text the word STOP: words may stand between only before capitals, or prose would match.
_ASKED_FOR_CAPITALS = re.compile(rf"\b(?:{_ASK})(?:\s+\w+){{1,3}}\s+{_QUOTE}$", re.IGNORECASE)
# STOP to unsubscribe; STOP=end; STOP2END. STOP au 36180, as French senders write it
_EXPLAINED = re.compile(rf"{_QUOTE}\s*{_TO}\s*(?:{_PURPOSE})|\s+(?:au\s+)?\d{{5}}\b", re.IGNORECASE)
_EXPLAINED_FULLY = re.compile(
    rf"{_QUOTE}\s*{_TO}\s*(?:unsub|opt[ -]?out|stop|(?:end|cancel) (?:all )?(?:texts|msgs|messages|sms|alerts))",
    re.IGNORECASE,
)
_STEMS = tuple(
    sorted({"stop", *_WORDS, "to unsub", "to opt", "to end", "to cancel"} - {"stopp", "stopall", "stop all"})
)


def has_clause(body: str) -> bool:
    """Whether the body says how to stop by replying; a mere mention (`next stop: Paris`) does not."""
    lower = body.lower()
    if not any(stem in lower for stem in _STEMS):
        return False
    return any(_is_clause(body, word) for word in _WORD.finditer(body))


def _is_clause(body: str, word: re.Match[str]) -> bool:
    after = body[word.end() : word.end() + _LEFT]
    if word["weak"]:
        return _EXPLAINED_FULLY.match(after) is not None
    before = body[max(0, word.start() - _LEFT) : word.start()]
    return (
        _EXPLAINED.match(after) is not None
        or _ASKED_FOR.search(before) is not None
        or (word.group().isupper() and _ASKED_FOR_CAPITALS.search(before) is not None)
    )


def append_clause(body: str, clause: str = DEFAULT_CLAUSE) -> str:
    """The body with the clause on a line of its own; unchanged when it already says how to stop."""
    clause = clause.strip()
    if not clause or has_clause(body) or clause.casefold() in body.casefold():
        return body
    written = body.rstrip()
    return f"{written}\n{clause}" if written else clause


def clause_due(
    last_clause_at: Millis | None, now: Millis, *, every: Millis = CLAUSE_EVERY, always: bool = False
) -> bool:
    """Whether the next marketing message to a number must carry the clause.

    The first one does, then the first after `every` so long, which is 30 days at most; every one when the account says
    `always`.
    """
    return always or last_clause_at is None or now - last_clause_at >= min(every, CLAUSE_EVERY)
