"""The words that stop, start and ask for help, and the texts that answer them, per language.

Sources: the English words and the STOP confirmation are Twilio's defaults, which carriers expect of
everybody; 47 CFR 64.1200(a)(10) names stop, quit, end, revoke, opt out, cancel and unsubscribe. Every text
here fits one segment of GSM-7; that is why some accents are left out.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LanguageReplies:
    """The keywords of one language, and what is answered to them."""

    language: str
    """A language tag: `en`, `pt` (RFC 5646)."""
    opt_out: tuple[str, ...]
    opt_in: tuple[str, ...]
    """Opt in from any phone."""
    affirmation: tuple[str, ...]
    """Opt in where that was asked, or after a STOP; else they are answers to something else."""
    help: tuple[str, ...]
    opted_out_text: str
    """Confirms a STOP, once, without marketing."""
    opted_in_text: str
    help_text: str
    clause: str
    """How to stop, as it is added to messages."""


ENGLISH: Final = LanguageReplies(
    language="en",
    opt_out=(
        "STOP",
        "STOPALL",
        "STOP ALL",
        "UNSUBSCRIBE",
        "CANCEL",
        "END",
        "QUIT",
        "REVOKE",
        "OPTOUT",
        "OPT OUT",
        "OPT-OUT",
        "REMOVE",
        "UNSUB",
    ),
    opt_in=("START", "UNSTOP"),
    affirmation=("YES",),
    help=("HELP", "INFO"),
    opted_out_text=(
        "You have successfully been unsubscribed. You will not receive any more messages from this number. "
        "Reply START to resubscribe."
    ),
    opted_in_text=(
        "You have successfully been subscribed to messages from this number. "
        "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data rates may apply."
    ),
    help_text="Reply STOP to unsubscribe. Msg&Data rates may apply.",
    clause="Reply STOP to unsubscribe",
)

LANGUAGES: Final[tuple[LanguageReplies, ...]] = (
    ENGLISH,
    LanguageReplies(
        language="es",
        opt_out=(
            "ALTO",
            "BAJA",
            "PAREN",
            "SALIR",
            "REMOVER",
            "BASTA",
            "DESUSCRIBIR",
            "PARAR",
            "PARA",
            "PARE",
            "CANCELAR",
            "DETENER",
            "ANULAR",
            "DARME DE BAJA",
        ),
        opt_in=(),
        affirmation=("SI", "COMENZAR", "INICIAR", "EMPEZAR", "ALTA"),
        help=("AYUDA",),
        opted_out_text=(
            "Baja confirmada. No le enviaremos mensajes desde este numero. Responda START para volver a recibirlos."
        ),
        opted_in_text=(
            "Alta confirmada: va a recibir mensajes de este numero. "
            "Responda AYUDA para ayuda o STOP para cancelar. Pueden aplicarse tarifas."
        ),
        help_text="Responda STOP para cancelar los mensajes. Pueden aplicarse tarifas.",
        clause="Responda STOP para cancelar",
    ),
    LanguageReplies(
        language="fr",
        opt_out=(
            "ARRET",
            "ARRETE",
            "RESILIER",
            "DESINSCRIPTION",
            "ARRETER",
            "ARRETEZ",
            "DESABONNER",
            "DESABONNEMENT",
            "DESINSCRIRE",
            "ANNULER",
        ),
        opt_in=(),
        affirmation=("OUI", "DEBUT", "COMMENCER", "REPRENDRE"),
        help=("AIDE",),
        opted_out_text=(
            "Désabonnement confirmé: ce numéro ne vous enverra plus de messages. Répondez START pour vous réabonner."
        ),
        opted_in_text=(
            "Vous voilà abonné aux messages de ce numéro. "
            "Répondez AIDE pour de l'aide ou STOP pour vous désabonner. Frais possibles."
        ),
        help_text="Répondez STOP pour vous désabonner. Frais possibles.",
        clause="Répondez STOP pour vous désabonner",
    ),
    LanguageReplies(
        language="de",
        opt_out=(
            "STOPP",
            "STOPPEN",
            "AUSTRAGEN",
            "ABMELDEN",
            "ABBESTELLEN",
            "KÜNDIGEN",
            "BEENDEN",
            "AUFHÖREN",
            "ABMELDUNG",
        ),
        opt_in=(),
        affirmation=("JA", "ANMELDEN", "STARTEN"),
        help=("HILFE",),
        opted_out_text=(
            "Sie sind abgemeldet und bekommen von dieser Nummer keine Nachrichten mehr. "
            "Antworten Sie START, um sich wieder anzumelden."
        ),
        opted_in_text=(
            "Sie bekommen jetzt Nachrichten von dieser Nummer. "
            "Antworten Sie HILFE für Hilfe, STOP zum Abmelden. Es können Kosten anfallen."
        ),
        help_text="Antworten Sie STOP, um sich abzumelden. Es können Kosten anfallen.",
        clause="Antworten Sie STOP, um sich abzumelden",
    ),
    LanguageReplies(
        language="sv",
        opt_out=(
            "STOPP",
            "STOPPA",
            "SLUTA",
            "AVSLUTA",
            "AVREGISTRERA",
            "AVPRENUMERERA",
            "AVANMÄL",
            "AVANMÄLAN",
            "AVBRYT",
        ),
        opt_in=(),
        affirmation=("JA", "STARTA"),
        help=("HJÄLP",),
        opted_out_text=(
            "Du är avregistrerad och får inga fler meddelanden från det här numret. Svara START för att få dem igen."
        ),
        opted_in_text=("Du får nu meddelanden från det här numret. Svara HJÄLP för hjälp eller STOPP för att avsluta."),
        help_text="Svara STOPP för att avsluta. Kostnader kan tillkomma.",
        clause="Svara STOPP för att avsluta",
    ),
    LanguageReplies(
        language="pt",
        opt_out=("PARAR", "PARE", "SAIR", "PAREM", "CANCELA", "EXCLUIR", "CANCELAR", "REMOVER", "DESCADASTRAR"),
        opt_in=(),
        affirmation=("SIM", "INICIAR", "COMEÇAR", "VOLTAR"),
        help=("AJUDA",),
        opted_out_text=(
            "Cancelamento confirmado: sem mais mensagens deste numero. Responda START para voltar a receber."
        ),
        opted_in_text=(
            "Cadastro confirmado: vai receber mensagens deste numero. Responda AJUDA para ajuda ou PARAR para cancelar."
        ),
        help_text="Responda PARAR para cancelar as mensagens. Podem ser cobradas tarifas.",
        clause="Responda PARAR para cancelar",
    ),
    LanguageReplies(
        language="it",
        opt_out=(
            "CANCELLA",
            "CANCELLAMI",
            "CANCELLATEMI",
            "CANCELLAZIONE",
            "DISDETTA",
            "DISDICI",
            "ANNULLA",
            "DISISCRIVI",
            "DISISCRIVIMI",
            "BASTA",
            "FERMA",
        ),
        opt_in=(),
        affirmation=("SI", "INIZIA", "ISCRIVIMI"),
        help=("AIUTO",),
        opted_out_text=(
            "Iscrizione annullata: non riceverai altri messaggi da questo numero. "
            "Rispondi START per riceverli di nuovo."
        ),
        opted_in_text=(
            "Iscrizione confermata: riceverai messaggi da questo numero. Rispondi AIUTO per aiuto o STOP per annullare."
        ),
        help_text="Rispondi STOP per annullare i messaggi. Possono essere applicati costi.",
        clause="Rispondi STOP per annullare",
    ),
    LanguageReplies(
        language="nl",
        opt_out=("AFMELDEN", "AFMELDING", "UITSCHRIJVEN", "STOPPEN", "OPZEGGEN", "BEËINDIGEN"),
        opt_in=(),
        affirmation=("JA", "AANMELDEN", "STARTEN"),
        help=("HULP",),
        opted_out_text=(
            "Je bent afgemeld en krijgt van dit nummer geen berichten meer. Antwoord START om ze weer te krijgen."
        ),
        opted_in_text=("Je krijgt nu berichten van dit nummer. Antwoord HULP voor hulp of STOP om je af te melden."),
        help_text="Antwoord STOP om je af te melden. Er kunnen kosten zijn.",
        clause="Antwoord STOP om je af te melden",
    ),
)
