"""The fixed words of an opt-in form's page, in the languages that answers to STOP know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FormPageWords:
    """What a form says by itself in one language."""

    title: str
    phone_label: str
    first_name: str
    last_name: str
    email: str
    button: str
    thanks: str
    """The heading after it was sent."""
    asked: str
    """What comes next with double opt-in."""
    signed_up: str
    """And without."""
    again: str
    """For whoever said STOP before: only the phone undoes that."""
    again_to: str
    """The same, with `{number}` to text to."""
    closed: str
    closed_more: str
    problems: dict[str, str]
    """By code of a refusal; `phone` stands for every number that can't be texted."""


_WORDS: Final[dict[str, FormPageWords]] = {
    "en": FormPageWords(
        title="Get texts from us",
        phone_label="Mobile number",
        first_name="First name",
        last_name="Last name",
        email="E-mail",
        button="Sign up",
        thanks="Thank you",
        asked="We sent you a text. Reply START to it, and you are signed up.",
        signed_up="You are signed up. Reply STOP to any text to get no more.",
        again="If you once replied STOP to our texts, text START to get them again.",
        again_to="If you once replied STOP to our texts, text START to {number} to get them again.",
        closed="This form is closed",
        closed_more="It takes no more sign-ups.",
        problems={},
    ),
    "es": FormPageWords(
        title="Reciba nuestros mensajes",
        phone_label="Número de móvil",
        first_name="Nombre",
        last_name="Apellidos",
        email="Correo electrónico",
        button="Suscribirme",
        thanks="Gracias",
        asked="Le hemos enviado un mensaje. Respóndalo con START y quedará suscrito.",
        signed_up="Ya está suscrito. Responda STOP a cualquier mensaje para no recibir más.",
        again="Si alguna vez respondió STOP a nuestros mensajes, envíe START para volver a recibirlos.",
        again_to="Si alguna vez respondió STOP a nuestros mensajes, envíe START al {number} para volver a recibirlos.",
        closed="Este formulario está cerrado",
        closed_more="Ya no admite suscripciones.",
        problems={
            "not_agreed": "Para recibir mensajes, marque la casilla junto al texto que acepta.",
            "no_phone": "Escriba su número de móvil.",
            "phone": "No se pueden enviar mensajes a este número. Revíselo, con el prefijo si es de otro país.",
            "email_not_valid": "Esto no es una dirección de correo. Corríjala o déjela en blanco.",
            "too_long": "El nombre es demasiado largo.",
            "unknown_wording": "El formulario ha cambiado. Vuelva a cargar la página y suscríbase desde allí.",
            "too_many_posts": "Ha habido demasiadas suscripciones. Vuelva a intentarlo más tarde.",
        },
    ),
    "fr": FormPageWords(
        title="Recevez nos SMS",
        phone_label="Numéro de mobile",
        first_name="Prénom",
        last_name="Nom",
        email="E-mail",
        button="S'inscrire",
        thanks="Merci",
        asked="Nous vous avons envoyé un SMS. Répondez-y START et vous serez inscrit.",
        signed_up="Vous êtes inscrit. Répondez STOP à n'importe quel SMS pour ne plus en recevoir.",
        again="Si vous avez un jour répondu STOP à nos SMS, envoyez START pour les recevoir à nouveau.",
        again_to="Si vous avez un jour répondu STOP à nos SMS, envoyez START au {number} pour les recevoir à nouveau.",
        closed="Ce formulaire est fermé",
        closed_more="Il n'accepte plus d'inscriptions.",
        problems={
            "not_agreed": "Pour recevoir des SMS, cochez la case à côté du texte que vous acceptez.",
            "no_phone": "Indiquez votre numéro de mobile.",
            "phone": "Ce numéro ne peut pas recevoir de SMS. Vérifiez-le, avec l'indicatif du pays s'il est étranger.",
            "email_not_valid": "Ce n'est pas une adresse e-mail. Corrigez-la ou videz le champ.",
            "too_long": "Ce nom est trop long.",
            "unknown_wording": "Le formulaire a changé. Rechargez la page et inscrivez-vous à partir de là.",
            "too_many_posts": "Il y a eu trop d'inscriptions. Réessayez plus tard.",
        },
    ),
    "de": FormPageWords(
        title="Bekommen Sie unsere SMS",
        phone_label="Handynummer",
        first_name="Vorname",
        last_name="Nachname",
        email="E-Mail",
        button="Anmelden",
        thanks="Vielen Dank",
        asked="Wir haben Ihnen eine SMS geschickt. Antworten Sie darauf START, dann sind Sie angemeldet.",
        signed_up="Sie sind angemeldet. Antworten Sie STOP auf eine SMS, um keine mehr zu bekommen.",
        again="Wenn Sie einmal STOP geantwortet haben, schicken Sie START, um wieder SMS zu bekommen.",
        again_to="Wenn Sie einmal STOP geantwortet haben, schicken Sie START an {number}, um wieder SMS zu bekommen.",
        closed="Dieses Formular ist geschlossen",
        closed_more="Es nimmt keine Anmeldungen mehr an.",
        problems={
            "not_agreed": "Um SMS zu bekommen, setzen Sie das Häkchen neben dem Text, dem Sie zustimmen.",
            "no_phone": "Geben Sie Ihre Handynummer ein.",
            "phone": "An diese Nummer kann man keine SMS schicken. Prüfen Sie sie, wenn nötig mit Ländervorwahl.",
            "email_not_valid": "Das ist keine E-Mail-Adresse. Berichtigen oder leeren Sie das Feld.",
            "too_long": "Der Name ist zu lang.",
            "unknown_wording": "Das Formular hat sich geändert. Laden Sie die Seite neu und melden Sie sich dort an.",
            "too_many_posts": "Es gab zu viele Anmeldungen. Versuchen Sie es später noch einmal.",
        },
    ),
    "sv": FormPageWords(
        title="Få våra sms",
        phone_label="Mobilnummer",
        first_name="Förnamn",
        last_name="Efternamn",
        email="E-post",
        button="Anmäl mig",
        thanks="Tack",
        asked="Vi har skickat ett sms till dig. Svara START på det, så är du anmäld.",
        signed_up="Du är anmäld. Svara STOPP på ett sms för att inte få fler.",
        again="Om du en gång har svarat STOPP på våra sms, skicka START för att få dem igen.",
        again_to="Om du en gång har svarat STOPP på våra sms, skicka START till {number} för att få dem igen.",
        closed="Det här formuläret är stängt",
        closed_more="Det tar inte emot fler anmälningar.",
        problems={
            "not_agreed": "För att få sms, kryssa i rutan bredvid det du godkänner.",
            "no_phone": "Skriv ditt mobilnummer.",
            "phone": "Det går inte att skicka sms till det här numret. Kontrollera det, med landsnummer från utlandet.",
            "email_not_valid": "Det här är ingen e-postadress. Rätta den eller töm fältet.",
            "too_long": "Namnet är för långt.",
            "unknown_wording": "Formuläret har ändrats. Ladda om sidan och anmäl dig där.",
            "too_many_posts": "Det har kommit för många anmälningar. Försök igen senare.",
        },
    ),
    "pt": FormPageWords(
        title="Receba nossas mensagens",
        phone_label="Número de celular",
        first_name="Nome",
        last_name="Sobrenome",
        email="E-mail",
        button="Quero receber",
        thanks="Obrigado",
        asked="Enviamos uma mensagem para você. Responda START e seu cadastro estará feito.",
        signed_up="Cadastro feito. Responda PARAR a qualquer mensagem para não receber mais.",
        again="Se você já respondeu PARAR às nossas mensagens, envie START para voltar a recebê-las.",
        again_to="Se você já respondeu PARAR às nossas mensagens, envie START para {number} para voltar a recebê-las.",
        closed="Este formulário está fechado",
        closed_more="Ele não aceita mais cadastros.",
        problems={
            "not_agreed": "Para receber mensagens, marque a caixa ao lado do texto com que concorda.",
            "no_phone": "Digite seu número de celular.",
            "phone": "Este número não pode receber mensagens. Confira, com o código do país se for estrangeiro.",
            "email_not_valid": "Este não é um endereço de e-mail. Corrija ou deixe em branco.",
            "too_long": "O nome é longo demais.",
            "unknown_wording": "O formulário mudou. Recarregue a página e faça o cadastro nela.",
            "too_many_posts": "Houve cadastros demais. Tente de novo mais tarde.",
        },
    ),
    "it": FormPageWords(
        title="Ricevi i nostri SMS",
        phone_label="Numero di cellulare",
        first_name="Nome",
        last_name="Cognome",
        email="E-mail",
        button="Iscrivimi",
        thanks="Grazie",
        asked="Ti abbiamo inviato un SMS. Rispondi START e l'iscrizione è fatta.",
        signed_up="L'iscrizione è fatta. Rispondi STOP a un SMS per non riceverne più.",
        again="Se in passato hai risposto STOP ai nostri SMS, invia START per riceverli di nuovo.",
        again_to="Se in passato hai risposto STOP ai nostri SMS, invia START al {number} per riceverli di nuovo.",
        closed="Questo modulo è chiuso",
        closed_more="Non accetta più iscrizioni.",
        problems={
            "not_agreed": "Per ricevere SMS, spunta la casella accanto al testo che accetti.",
            "no_phone": "Scrivi il tuo numero di cellulare.",
            "phone": "A questo numero non si possono inviare SMS. Controllalo, con il prefisso del paese se è estero.",
            "email_not_valid": "Questo non è un indirizzo e-mail. Correggilo o lascialo vuoto.",
            "too_long": "Il nome è troppo lungo.",
            "unknown_wording": "Il modulo è cambiato. Ricarica la pagina e iscriviti da lì.",
            "too_many_posts": "Ci sono state troppe iscrizioni. Riprova più tardi.",
        },
    ),
    "nl": FormPageWords(
        title="Ontvang onze sms'en",
        phone_label="Mobiel nummer",
        first_name="Voornaam",
        last_name="Achternaam",
        email="E-mail",
        button="Aanmelden",
        thanks="Bedankt",
        asked="We hebben je een sms gestuurd. Antwoord START en je bent aangemeld.",
        signed_up="Je bent aangemeld. Antwoord STOP op een sms om er geen meer te krijgen.",
        again="Heb je ooit STOP geantwoord op onze sms'en? Sms START om ze weer te krijgen.",
        again_to="Heb je ooit STOP geantwoord op onze sms'en? Sms START naar {number} om ze weer te krijgen.",
        closed="Dit formulier is gesloten",
        closed_more="Aanmelden kan hier niet meer.",
        problems={
            "not_agreed": "Vink het vakje aan naast de tekst waarmee je akkoord gaat om sms'en te krijgen.",
            "no_phone": "Vul je mobiele nummer in.",
            "phone": "Naar dit nummer kan geen sms. Controleer het, met de landcode als het buitenlands is.",
            "email_not_valid": "Dit is geen e-mailadres. Verbeter het of laat het leeg.",
            "too_long": "De naam is te lang.",
            "unknown_wording": "Het formulier is veranderd. Laad de pagina opnieuw en meld je daar aan.",
            "too_many_posts": "Er zijn te veel aanmeldingen geweest. Probeer het later opnieuw.",
        },
    ),
}


def form_words(language: str | None) -> FormPageWords:
    """The words in the language, or in its main language (`fr` for `fr-CA`), else in English."""
    tag = (language or "en").replace("_", "-").casefold().partition("-")[0]
    return _WORDS.get(tag, _WORDS["en"])


def refusal(language: str | None, code: str, english: str) -> str:
    """Why a submission was not taken, in the form's language; what nobody translated stays as it is."""
    problems = form_words(language).problems
    return problems.get(code) or (problems.get("phone") if code.startswith("phone_") else None) or english
