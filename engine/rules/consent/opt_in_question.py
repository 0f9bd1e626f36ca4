"""The one message that asks a number from a form to confirm its opt-in, by language.

Each fits one segment of GSM-7 with a name of up to 60 characters, asks for START, and says how to say no.
"""

from typing import Final

_QUESTIONS: Final = {
    "en": "Reply START to receive texts from {name}. Reply STOP to get none. Msg&Data rates may apply.",
    "es": "Responda START para recibir mensajes de {name}. Responda STOP para no recibirlos.",
    "fr": "Répondez START pour recevoir les SMS de {name}. Répondez STOP pour ne pas en recevoir.",
    "de": "Antworten Sie START, um SMS von {name} zu bekommen. Antworten Sie STOP, um keine zu bekommen.",
    "sv": "Svara START för att få sms från {name}. Svara STOPP för att slippa.",
    "pt": "Responda START para receber mensagens de {name}. Responda PARAR para nao receber.",
    "it": "Rispondi START per ricevere gli SMS di {name}. Rispondi STOP per non riceverne.",
    "nl": "Antwoord START om sms'en van {name} te krijgen. Antwoord STOP om er geen te krijgen.",
}


def opt_in_question(name: str | None, language: str | None, own: str | None = None) -> str | None:
    """The question: the form's own words, else the built-in ones in the language, else in English. Those say who is
    asking: None while nobody has said that."""
    if own is not None and own.strip():
        return own.strip()
    if name is None:
        return None
    tag = (language or "en").replace("_", "-").casefold().partition("-")[0]
    return _QUESTIONS.get(tag, _QUESTIONS["en"]).format(name=name)
