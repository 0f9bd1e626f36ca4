"""What a contact's own page says, in the languages that answers to STOP know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PreferenceWords:
    """The page in one language; `{to}` is the number or the address, mostly hidden."""

    language: str
    title: str
    texts: str
    no_texts: str
    """Neither opted in nor out."""
    texts_stopped: str
    """Only the phone undoes that."""
    emails: str
    emails_stopped: str
    nothing: str
    """There is neither a number nor an address."""
    done: str
    stop_texts: str
    """What the buttons say is the wording that is kept as evidence."""
    stop_emails: str
    emails_again: str


_LANGUAGES: Final = (
    PreferenceWords(
        language="en",
        title="What you get from us",
        texts="You get our texts at {to}.",
        no_texts="You get no marketing texts at {to}.",
        texts_stopped="No texts go to {to}. To get them again, text START from that phone.",
        emails="You get our e-mails at {to}.",
        emails_stopped="No e-mails go to {to}.",
        nothing="We have no number and no e-mail address of yours.",
        done="Done.",
        stop_texts="Stop all texts",
        stop_emails="Stop all e-mails",
        emails_again="Send me e-mails again",
    ),
    PreferenceWords(
        language="es",
        title="Lo que recibe de nosotros",
        texts="Recibe nuestros mensajes en el {to}.",
        no_texts="No recibe mensajes comerciales en el {to}.",
        texts_stopped="No se envían mensajes al {to}. Para volver a recibirlos, envíe START desde ese teléfono.",
        emails="Recibe nuestros correos en {to}.",
        emails_stopped="No se envían correos a {to}.",
        nothing="No tenemos ningún número ni dirección de correo suyos.",
        done="Hecho.",
        stop_texts="No recibir más mensajes",
        stop_emails="No recibir más correos",
        emails_again="Volver a recibir correos",
    ),
    PreferenceWords(
        language="fr",
        title="Ce que vous recevez de nous",
        texts="Vous recevez nos SMS au {to}.",
        no_texts="Vous ne recevez pas de SMS publicitaires au {to}.",
        texts_stopped="Aucun SMS n'est envoyé au {to}. Pour en recevoir à nouveau, envoyez START depuis ce téléphone.",
        emails="Vous recevez nos e-mails à {to}.",
        emails_stopped="Aucun e-mail n'est envoyé à {to}.",
        nothing="Nous n'avons ni numéro ni adresse e-mail de vous.",
        done="C'est fait.",
        stop_texts="Ne plus recevoir de SMS",
        stop_emails="Ne plus recevoir d'e-mails",
        emails_again="Recevoir à nouveau les e-mails",
    ),
    PreferenceWords(
        language="de",
        title="Was Sie von uns bekommen",
        texts="Sie bekommen unsere SMS an {to}.",
        no_texts="Sie bekommen keine Werbe-SMS an {to}.",
        texts_stopped="An {to} gehen keine SMS. Um wieder welche zu bekommen, schicken Sie START von diesem Telefon.",
        emails="Sie bekommen unsere E-Mails an {to}.",
        emails_stopped="An {to} gehen keine E-Mails.",
        nothing="Wir haben weder eine Nummer noch eine E-Mail-Adresse von Ihnen.",
        done="Erledigt.",
        stop_texts="Keine SMS mehr",
        stop_emails="Keine E-Mails mehr",
        emails_again="Wieder E-Mails bekommen",
    ),
    PreferenceWords(
        language="sv",
        title="Vad du får från oss",
        texts="Du får våra sms till {to}.",
        no_texts="Du får inga reklam-sms till {to}.",
        texts_stopped="Inga sms går till {to}. För att få dem igen, skicka START från den telefonen.",
        emails="Du får vår e-post till {to}.",
        emails_stopped="Ingen e-post går till {to}.",
        nothing="Vi har varken ditt nummer eller din e-postadress.",
        done="Klart.",
        stop_texts="Stoppa alla sms",
        stop_emails="Stoppa all e-post",
        emails_again="Skicka e-post till mig igen",
    ),
    PreferenceWords(
        language="pt",
        title="O que você recebe de nós",
        texts="Você recebe nossas mensagens em {to}.",
        no_texts="Você não recebe mensagens de marketing em {to}.",
        texts_stopped="Nenhuma mensagem é enviada para {to}. Para voltar a receber, envie START desse telefone.",
        emails="Você recebe nossos e-mails em {to}.",
        emails_stopped="Nenhum e-mail é enviado para {to}.",
        nothing="Não temos nenhum número nem endereço de e-mail seu.",
        done="Pronto.",
        stop_texts="Parar todas as mensagens",
        stop_emails="Parar todos os e-mails",
        emails_again="Voltar a receber e-mails",
    ),
    PreferenceWords(
        language="it",
        title="Che cosa ricevi da noi",
        texts="Ricevi i nostri SMS al {to}.",
        no_texts="Non ricevi SMS pubblicitari al {to}.",
        texts_stopped="Nessun SMS viene inviato al {to}. Per riceverli di nuovo, invia START da quel telefono.",
        emails="Ricevi le nostre e-mail a {to}.",
        emails_stopped="Nessuna e-mail viene inviata a {to}.",
        nothing="Non abbiamo né un tuo numero né un tuo indirizzo e-mail.",
        done="Fatto.",
        stop_texts="Non ricevere più SMS",
        stop_emails="Non ricevere più e-mail",
        emails_again="Ricevere di nuovo le e-mail",
    ),
    PreferenceWords(
        language="nl",
        title="Wat je van ons krijgt",
        texts="Je krijgt onze sms'en op {to}.",
        no_texts="Je krijgt geen reclame-sms'en op {to}.",
        texts_stopped="Er gaan geen sms'en naar {to}. Sms START vanaf die telefoon om ze weer te krijgen.",
        emails="Je krijgt onze e-mails op {to}.",
        emails_stopped="Er gaan geen e-mails naar {to}.",
        nothing="We hebben geen nummer en geen e-mailadres van je.",
        done="Klaar.",
        stop_texts="Stop alle sms'en",
        stop_emails="Stop alle e-mails",
        emails_again="Stuur me weer e-mails",
    ),
)
_BY_LANGUAGE: Final = {words.language: words for words in _LANGUAGES}


def preference_words(*languages: str | None) -> PreferenceWords:
    """The words in the first of these languages that is known (`fr` for `fr-CA`), else in English."""
    for language in languages:
        words = _BY_LANGUAGE.get((language or "").replace("_", "-").casefold().partition("-")[0])
        if words is not None:
            return words
    return _BY_LANGUAGE["en"]
