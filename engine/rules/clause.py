"""The opt-out clause: whether a body says how to stop, when it has to, and adding it.

Source: CTIA Messaging Principles and Best Practices, 5.1.3 (opt-out instructions in recurring messages).
"""

import re
from typing import Final

from engine.rules.instants import DAY, Millis

CLAUSE_EVERY: Final[Millis] = 30 * DAY
"""A number that gets messages is told at least this often how to stop."""

DEFAULT_CLAUSE: Final = "Reply STOP to unsubscribe"

_ASK = (
    "reply|replying|text|texting|txt|send|sending|respond|answer|message|"
    "svara|sms:?a|skicka|antworten(?: sie)?|antworte|sende|senden sie|"
    "responda|responde|responder|envie|env[ií]e|envia|env[ií]a|mande|"
    "r[ée]pondez|r[ée]ponds|envoyez|envoyer|rispondi|rispondere|invia|inviare|antwoord|stuur"
)
_WORD = (
    "stop|stopp|stopall|stop all|unsubscribe|opt[ -]?out|arr[eê]t|parar|baja|alto|pare|sair|"
    "abmelden|avsluta|cancellami|afmelden"
)
_WEAK_WORD = "cancel|end|quit|revoke"
_TO = r"(?:to|2|=|:|->|para|pour|um|f[oö]r|per|om|zum|por)"
_PURPOSE = (
    "unsub|unsubscribe|opt[ -]?out|optout|opt|end|quit|cancel|stop|leave|be removed|no longer|avoid|"
    "cancelar|darse|dejar|salir|sair|parar|vous d[ée]|se d[ée]|ne plus|d[ée]s|arr[eê]ter|"
    "sich|abzumelden|abmelden|att|avsluta|avregistrera|annullare|cancellarti|disiscriverti|te stoppen|af te"
)
_LEAVE = r"unsub\w*|opt[ -]?out|d[ée]sabonn\w*|abmeld\w*|avregistrer\w*|cancelar"
_QUOTE = "[\"'“”‘’«»*(\\[]?"

_CLAUSES = re.compile(
    "|".join(
        (
            # Reply STOP; text "STOP"; svara STOPP
            rf"\b(?:{_ASK})\s+{_QUOTE}(?:{_WORD})\b",
            # STOP to unsubscribe; STOP=end; STOP2END
            rf"\b(?:{_WORD}){_QUOTE}\s*{_TO}\s*(?:{_PURPOSE})",
            # Reply END to unsubscribe: a word with other meanings needs the purpose
            rf"\b(?:{_WEAK_WORD}){_QUOTE}\s*{_TO}\s*(?:unsub|opt[ -]?out|stop|end (?:texts|msgs))",
            # STOP au 36180, as French senders write it
            r"\bstop\s+(?:au\s+)?\d{5}\b",
            # To unsubscribe, reply with STOP; opt out: STOP
            rf"\b(?:{_LEAVE})\b[^.!?\n]{{0,25}}?{_QUOTE}\bSTOPP?\b",
        )
    ),
    re.IGNORECASE,
)

# Reply with STOP, text the word STOP: words may stand between only before capitals, or prose would match.
_CAPITALS = re.compile(
    rf"\b(?i:{_ASK})(?:\s+\w+){{1,3}}?\s+{_QUOTE}(?:STOPP?|UNSUBSCRIBE|ARR[EÊ]T|PARAR|BAJA)\b"
)


def has_clause(body: str) -> bool:
    """Whether the body says how to stop by replying; a mere mention (`next stop: Paris`) does not."""
    return _CLAUSES.search(body) is not None or _CAPITALS.search(body) is not None


def append_clause(body: str, clause: str = DEFAULT_CLAUSE) -> str:
    """The body with the clause on a line of its own; unchanged when it already says how to stop."""
    clause = clause.strip()
    if not clause or has_clause(body) or clause.casefold() in body.casefold():
        return body
    written = body.rstrip()
    return f"{written}\n{clause}" if written else clause


def clause_due(last_clause_at: Millis | None, now: Millis, always: bool = False) -> bool:
    """Whether the next marketing message to a number must carry the clause.

    The first one does, then the first after every 30 days; every one when the account says `always`.
    """
    return always or last_clause_at is None or now - last_clause_at >= CLAUSE_EVERY
