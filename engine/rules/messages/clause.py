"""The opt-out clause: whether a body says how to stop, when it has to, and adding it.

Source: CTIA Messaging Principles and Best Practices, 5.1.3 (opt-out instructions in recurring messages).

A clause is an instruction to send a word, in one of four forms:

    ask WORD [purpose]             Reply STOP. Svara STOPP för att avsluta. Text STOP to 36111
    WORD purpose                   STOP to end. STOP2QUIT. STOPtoEND. STOP zum Abmelden
    WORD [au, an, naar] number     STOP au 36111. STOP 36180
    leaving ... WORD               To opt out: STOP. Abmelden mit STOP. Désabonnement? STOP

A purpose is one that is about messages: `Reply STOP to cancel your order`, `One stop to end all your shopping needs`
and `Next stop to quit smoking` have another, and so are none.
"""

import re
from typing import Final

from engine.rules.time.instants import DAY, Millis

CLAUSE_EVERY: Final[Millis] = 30 * DAY
"""A number that gets messages is told at least this often how to stop."""

DEFAULT_CLAUSE: Final = "Reply STOP to unsubscribe"

_STRONG = (
    r"stopall|stop all|stopp|stop|s\.t\.o\.p\b\.?|unsubscribe|opt[ -]?out|arr[eê]t|parar|pare|baja|alto|salir|sair|"
    "abmelden|avsluta|cancellami|afmelden|uitschrijven"
)
"""What a reply stops with, and nothing else."""
_WEAK = "cancel|end|quit|revoke|remove"
"""Stop too, but `Reply CANCEL to cancel your booking` is no clause: these have to say what for, in full."""
_WORD = re.compile(
    rf"\b(?:(?P<weak>{_WEAK})|{_STRONG})(?P<glued>(?:2 ?|to)(?=stop|end|quit|cancel|unsub|opt|leave)|(?=\d{{5}}\b)|\b)",
    re.IGNORECASE,
)
_QUOTE = r"[\"'“”‘’«»„*(\[]?\s*"
_ASK = (
    r"reply(?:ing)?|text(?:ing)?|txt|send(?:ing)?|respond(?:ing)?|answer(?:ing)?|message|type|"
    r"svara|sms:?a|sms|skicka|messa|skriv|"
    r"antworten(?: sie)?|antworte|antwort|senden?(?: sie)?|schick(?:en|e)?(?: sie)?|schreib(?:en|e)?(?: sie)?|"
    r"responda|responde|responder|contest[ae]|env[ií]e|env[ií]a|enviar|mande|mandar|escriba|digite|"
    r"r[ée]pondez|r[ée]ponds|r[ée]pondre|r[ée]p|envoyez|envoyer|envoi|tapez|textez|"
    r"rispondi|rispondere|rispondete|invia|inviare|scrivi|manda|antwoord(?:en)?|stuur|verstuur|reageer"
)
_FILLER = (
    r"(?:(?:with|back|just|only|us|the|word|keyword|avec|le|mot|mit|dem|das|wort|med|ordet|con|la|palabra|a|palavra|"
    r"parola|met|het|woord|code)[:\s]+){0,4}"
)
# Reply STOP; text the word "STOP"; svara med STOPP
_ASKED_FOR = re.compile(rf"\b(?:{_ASK})\s*:?\s+{_FILLER}{_QUOTE}$", re.IGNORECASE)
# Text or e-mail us STOP: other words may stand between only before capitals, or prose would match.
_ASKED_FOR_CAPITALS = re.compile(rf"\b(?:{_ASK})(?:\s+[\w-]+){{1,3}}\s+{_QUOTE}$", re.IGNORECASE)
_LEAVING = (
    r"unsub\w*|opt[ -]?(?:out|ing out)|to stop|stop (?:texts|messages|msgs|sms)|end (?:texts|msgs|messages)|"
    r"pour arr[eê]ter|d[ée]sabonn\w*|d[ée]sinscri\w*|d[ée]sabo|stop pub|pas de pub|"
    r"abmeld\w*|abbestell\w*|abmeldung|avregistrer\w*|"
    r"avanm[aä]l\w*|avsluta|cancelar|darse de baja|baja|sair|descadastr\w*|disiscri\w*|cancellar\w*|annullare|"
    r"afmeld\w*|uitschrijv\w*"
)
_LEFT_BY = re.compile(rf"\b(?:{_LEAVING})\b[^.!\n]{{0,25}}{_QUOTE}$", re.IGNORECASE)
_NOUN_BEFORE = re.compile(
    r"\b(?:an?|the|one|next|last|first|final|your|our|my|every|each|this|that|bus|pit|full|non|don['’]?t|never|can['’]?t|"
    r"won['’]?t|not|to|will)[ -]$",
    re.IGNORECASE,
)
"""Makes a noun or a verb of the word: the next stop, don't stop."""

_MESSAGES = (
    r"(?:(?:all|any|these|this|those|our|your|my|the|future|further|more|receiving|getting|sms|text|txt|marketing|"
    r"promotional|promo|recurring|such|from|mobile|message)\s+)*"
    r"(?:messages?|msgs?|texts?|txts?|sms|alerts?|subscriptions?|service|updates?|notifications?|reminders?|offers|"
    r"communications?|program|promos?|marketing|them)\b"
)
# Where the sentence, or what the purpose is about, is over.
_OVER = r"(?=\s*(?:$|[.,;:!?)\]}|/&…\n\"'”’»*+-])|\s+(?:or|and|any\s?time|at any|if|when|help|info|par sms|\d))"
_PURPOSES = (
    # English: leaving is about messages by itself; ending and cancelling have to say so, or nothing.
    rf"unsub\w*|opt[ -]?out\b|be (?:removed|taken off)|remove (?:yourself|me)|leave\b|"
    rf"(?:stop|end|quit|cancel)(?:{_OVER}|\s+{_MESSAGES})|"
    r"(?:get|receive) (?:none|no more|no further)|no longer|not (?:get|receive)|avoid|stop (?:receiving|getting)|"
    # Spanish and Portuguese
    rf"darse|dejar|salir|sair|descadastr\w*|no (?:recibir|m[aá]s)|n[aã]o receber|(?:cancelar|parar|anular)"
    rf"(?:{_OVER}|\s+(?:los |las |as |os |su |la |sua |estos )*"
    r"(?:mensajes|mensagens|sms|suscripci[oó]n|inscri[cç][aã]o|env[ií]os))|"
    # French
    r"(?:vous|se|te) d[ée]\w+|ne (?:plus|pas)|d[ée]s(?:abonn|inscri)\w*|"
    rf"(?:arr[eê]ter|stopper|cesser|annuler|r[ée]silier)(?:{_OVER}|\s+(?:les |la |vos |l['’])*"
    r"(?:sms|messages|envois|pub|inscription|abonnement|r[ée]ception))|"
    # German
    r"(?:sich|dich) (?:abzu|aus)\w+|abzu(?:melden|bestellen)|abmelden|abmeldung|abbestell\w*|keine|beenden|austragen|"
    # Swedish
    r"avsluta\b(?! (?:k[oö]p|best))|avregistrera|avanm[aä]la|slippa|stoppa|sluta|inte|"
    # Italian
    rf"disiscriver\w*|cancellar(?:ti|si)|non (?:riceve\w+|pi[uù])|(?:annullare|cancellare|interrompere)(?:{_OVER}|\s+"
    r"(?:i |gli |l['’]|la )*(?:messaggi|sms|iscrizione|ricezione|invio))|"
    # Dutch
    r"(?:je |u |jezelf )?(?:af te melden|uit te schrijven|te stoppen)|er geen|geen\b|te stoppen|afmeld\w+|uitschrijv\w+"
)
_LINK = r"(?:to|2|4|for|=|:|->|→|para|pour|um|f[oö]r att|f[oö]r|per|om|zum|zur|por|voor)"
_FOR_A_PURPOSE = re.compile(rf"{_QUOTE}\s*{_LINK}\s*(?:{_PURPOSES})", re.IGNORECASE)
_GLUED = re.compile(r"(?:stop|end|quit|cancel|unsub\w*|opt[ -]?out|leave)(?:all|texts|msgs)?\b", re.IGNORECASE)
# STOP au 36111, as French senders write it; STOP 36111, and no street address
_TO_A_NUMBER = re.compile(
    rf"{_QUOTE}(?:\s*sms|\s*pub|\s*par sms)?\s*:?\s*(?:(?:au|to|an|an die|till|naar|al|ao|para|n[°o]\.?)"
    rf"\s+(?:the )?\d{{4,6}}\b|"
    rf"[ =:]*\d{{5}}\b(?=\s*(?:$|[.,;:!?)\]|/\n])))",
    re.IGNORECASE,
)
# Stop SMS: 36111, Stop au 36111: nothing but a clause says that, in capitals or not
_FRENCH_NUMBER = re.compile(
    r"(?:\s*(?:sms|pub|par sms))+\s*:?\s*(?:au\s+)?\d{5}\b|\s*:?\s*au\s+(?:\d{5}\b|\d \d\d \d\d\b)", re.IGNORECASE
)
_ENDS_THERE = re.compile(rf"[\"'”’»*)\]]*{_OVER}", re.IGNORECASE)
# STOP antworten, STOP sturen: the verb comes after in German and Dutch.
_ASKED_AFTER = re.compile(
    r"[\"'”’»*)]*\s+(?:abmelden|antworten|senden|schicken|schreiben|zur[uü]cksenden|sturen|antwoorden)\b", re.IGNORECASE
)
_WITH_ANOTHER = re.compile(r"[\"'”’»*)\]]*\s+(?:to|2|by|for|at the|and (?!we|you|help|info))\s*\w", re.IGNORECASE)
_FULLY = re.compile(
    rf"{_QUOTE}\s*(?:{_LINK})\s*"
    rf"(?:unsub\w*|opt[ -]?out|stop(?:{_OVER}|\s+{_MESSAGES})|(?:end|cancel|quit)\s+{_MESSAGES})",
    re.IGNORECASE,
)
_LOOKED_AT = 80
"""Characters before and after a word that are looked at: a clause is short."""


_STEMS: Final = (
    *(
        "stop",
        "s.t.o.p",
        "unsub",
        "opt out",
        "opt-out",
        "optout",
        "arret",
        "arrêt",
        "parar",
        "pare",
        "baja",
        "alto",
        "salir",
        "sair",
    ),
    *("abmeld", "avsluta", "cancel", "afmeld", "uitschrijv", "to end", "to quit"),
)
"""One of these is in every clause; looked for first, since every message is."""


def has_clause(body: str) -> bool:
    """Whether the body says how to stop by replying; a mere mention (`next stop: Paris`) does not."""
    lower = body.lower()
    return any(stem in lower for stem in _STEMS) and any(_is_clause(body, word) for word in _WORD.finditer(body))


def _is_clause(body: str, word: re.Match[str]) -> bool:
    before = body[max(0, word.start() - _LOOKED_AT) : word.start()]
    after = body[word.end() : word.end() + _LOOKED_AT]
    if word["glued"] and word["glued"].strip().lower() in ("2", "to"):
        return _GLUED.match(after) is not None
    if word["weak"]:
        return _FULLY.match(after) is not None
    if _TO_A_NUMBER.match(after) is not None:
        is_request = word.group().isupper() or _ASKED_FOR.search(before) is not None
        return is_request or (_FRENCH_NUMBER.match(after) is not None and _NOUN_BEFORE.search(before) is None)
    if _FOR_A_PURPOSE.match(after) is not None and _NOUN_BEFORE.search(before) is None:
        return True
    capitals = word.group().isupper()
    if capitals and _ASKED_AFTER.match(after) is not None:
        return True
    if _ENDS_THERE.match(after) is None or _WITH_ANOTHER.match(after) is not None:
        return False
    if _ASKED_FOR.search(before) is not None:
        return True
    if capitals:
        return _ASKED_FOR_CAPITALS.search(before) is not None or _LEFT_BY.search(before) is not None
    return before.rstrip().endswith(":") and _LEFT_BY.search(before) is not None


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
