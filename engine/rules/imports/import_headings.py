"""What the headings of exports mean: those of well-known systems, and what people call the same in eight languages.

Headings are compared by their letters and digits alone, so `First Name`, `first-name`, `FIRSTNAME` and `FirstName` are
one. Salesforce's `__c`, which marks a field somebody added, is left out.

Sources: the systems' own help pages on exports (HubSpot "Export your records", Salesforce object reference for Contact
and Lead, Mailchimp "View or export contacts", Shopify "Exporting customers", Klaviyo, Brevo, ActiveCampaign).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from engine.rules.imports.cells import bare

Target = str
"""What a column becomes: one of `TARGETS`, `attribute` or `skip`."""

MEANINGS: Final[Mapping[Target, tuple[str, ...]]] = {
    "external_id": (
        *("externalid", "recordid", "recordidcontact", "customerid", "contactid", "euid", "subscriberid", "userid"),
        *("personid", "profileid", "klaviyoid", "memberid", "leadid", "clientid", "uniqueid", "customernumber"),
        *(
            "contactnumber",
            "kundennummer",
            "kundnummer",
            "klantnummer",
            "numeroclient",
            "idcliente",
            "id",
            "uuid",
            "uid",
        ),
        *("leid",),
    ),
    "phone": (
        *("smsphonenumber", "smsphone", "smsnumber", "mobilephonenumber", "mobilephone", "mobilenumber", "mobileno"),
        *("mobile", "cellphonenumber", "cellphone", "cellnumber", "cell", "cellular", "phonemobile", "primarymobile"),
        *("handynummer", "handy", "mobilnummer", "mobiltelefon", "mobil", "telephoneportable", "telephonemobile"),
        *("portable", "movil", "telefonomovil", "celular", "cellulare", "telemovel", "mobiel", "gsm", "msisdn"),
        *("phone", "phonenumber", "phoneno", "phone1value", "primaryphone", "primaryphonenumber", "contactphone"),
        *("customerphone", "telephone", "telephonenumber", "tel", "telno", "telefon", "telefonnummer", "telefono"),
        *("telefone", "telefoon", "telefoonnummer", "telefonnumer", "defaultaddressphone"),
    ),
    "email": (
        *(
            "email",
            "emailaddress",
            "mail",
            "mailaddress",
            "primaryemail",
            "contactemail",
            "email1value",
            "customeremail",
        ),
        *(
            "emailadresse",
            "mailadresse",
            "epost",
            "epostadress",
            "emailadres",
            "courriel",
            "adressemail",
            "adresseemail",
        ),
        *("correo", "correoelectronico", "posta", "indirizzoemail"),
    ),
    "first_name": (
        *("firstname", "givenname", "forename", "fname", "vorname", "prenom", "fornamn", "fornavn", "voornaam"),
        *("nombre", "primeiro", "primeironome", "customerfirstname"),
    ),
    "last_name": (
        *("lastname", "surname", "familyname", "lname", "nachname", "familienname", "nomdefamille", "efternamn"),
        *("etternavn", "achternaam", "apellido", "apellidos", "cognome", "sobrenome", "customerlastname"),
    ),
    "timezone": ("timezone", "tz", "timezonename", "zeitzone", "fuseauhoraire", "zonahoraria", "tidszon"),
    "language": ("language", "preferredlanguage", "lang", "locale", "sprache", "langue", "idioma", "sprak", "taal"),
    "country": (
        *("country", "countrycode", "countryregion", "countryiso", "countryisocode", "mailingcountrycode"),
        *("mailingcountry", "defaultaddresscountrycode", "defaultaddresscountry", "billingcountry", "land", "pays"),
        *("pais", "paese"),
    ),
    "tags": ("tags", "tag", "labels", "label"),
    "sms_consent": (
        *("smsconsent", "consentsms", "acceptssmsmarketing", "acceptssms", "smsoptin", "smsoptedin", "optinsms"),
        *("optedinsms", "optedintosms", "optintosms", "smsmarketingconsent", "smsmarketingoptin", "smsmarketingstatus"),
        *(
            "smssubscribed",
            "subscribedtosms",
            "smssubscription",
            "smssubscriptionstatus",
            "smsoptinstatus",
            "smsstatus",
        ),
        *("smspermission", "textoptin", "textconsent", "textmessageconsent", "textmarketingconsent", "mobileoptin"),
        *("consenttotext", "cantext", "oktotext", "smsallowed", "receivesms", "receivetexts", "smsmarketing"),
        *("smsconsentstate", "smsmarketingconsentstate", "smsoptinoptout", "wantstexts", "wantssms"),
        *("smseinwilligung", "einwilligungsms", "consentementsms", "smsconsentement", "consentimientosms"),
        *("consensosms", "samtyckesms", "smssamtycke", "smstoestemming"),
    ),
    "sms_opt_out": (
        *(
            "smsoptout",
            "smsoptedout",
            "optoutsms",
            "optedoutofsms",
            "optedoutsms",
            "hasoptedoutofsms",
            "smsunsubscribed",
        ),
        *(
            "unsubscribedfromsms",
            "donottext",
            "donotsms",
            "smsoptedoutstatus",
            "textoptout",
            "smsblacklisted",
            "smsstop",
        ),
        *("nosms", "notexts", "notext", "stopsms", "smsblocked", "smsblacklist", "smssuppressed", "smsunsubscribe"),
        *("dontsms", "donttext", "refusessms", "smsrefused", "unsubscribedsms", "smsdnd", "smsdnc"),
        *("keinesms", "smsabgemeldet", "smswiderruf", "widerrufsms", "pasdesms", "desabonnesms", "desinscritsms"),
        *("smsdesabonne", "bajasms", "smsbaja", "ingasms", "geensms", "smsafgemeld", "semsms"),
    ),
    "email_consent": (
        *("emailconsent", "consentemail", "acceptsemailmarketing", "acceptsmarketing", "acceptsemail", "emailoptin"),
        *(
            "emailoptedin",
            "optinemail",
            "optedinemail",
            "optedintoemail",
            "emailmarketingconsent",
            "emailmarketingstatus",
        ),
        *("emailsubscribed", "subscribedtoemail", "emailsubscription", "emailsubscriptionstatus", "emailoptinstatus"),
        *("emailpermission", "emailmarketing", "emailconsentstate", "emailmarketingconsentstate"),
    ),
    "email_opt_out": (
        *("hasoptedoutofemail", "optedoutofemail", "emailoptout", "emailoptedout", "optoutemail", "optedoutemail"),
        *("unsubscribedfromallemail", "unsubscribedfromemail", "emailunsubscribed", "donotemail", "emailblacklisted"),
    ),
    "sms_consent_source": ("smsconsentsource", "consentsource", "smsoptinsource", "smsmarketingconsentsource"),
    "email_consent_source": ("emailconsentsource", "emailoptinsource", "emailmarketingconsentsource"),
    "sms_consent_date": ("smsconsentdate", "smsconsentat", "smsoptindate", "smsoptintime", "smsconsentupdatedat"),
    "email_consent_date": ("emailconsentdate", "emailconsentat", "emailoptindate", "emailoptintime"),
}
"""Target -> the headings that mean it, the likeliest first: a mobile before a phone that may be on a desk."""

TARGETS: Final = tuple(MEANINGS)

OWN: Final[Mapping[str, Target]] = {target.replace("_", ""): target for target in TARGETS}
"""The headings that are documented, by their letters."""

SYSTEMS: Final[Mapping[str, tuple[frozenset[str], Collection[str], int]]] = {
    "HubSpot": (
        frozenset({"recordid", "recordidcontact"}),
        ("lifecyclestage", "leadstatus", "contactowner", "marketingcontactstatus", "createdate", "lastactivitydate"),
        1,
    ),
    "Salesforce": (
        frozenset({"id", "contactid", "leadid"}),
        (
            "hasoptedoutofemail",
            "mailingcountry",
            "mailingstate",
            "lastmodifieddate",
            "donotcall",
            "createddate",
            "ownerid",
        ),
        2,
    ),
    "Mailchimp": (
        frozenset({"euid", "leid"}),
        ("emailaddress", "memberrating", "optintime", "optinip", "confirmtime", "lastchanged", "gmtoff"),
        2,
    ),
    "Shopify": (
        frozenset({"customerid"}),
        ("acceptsemailmarketing", "acceptssmsmarketing", "acceptsmarketing", "totalspent", "totalorders", "taxexempt"),
        2,
    ),
    "Klaviyo": (frozenset({"klaviyoid"}), ("email", "phonenumber", "emailmarketingconsent", "smsmarketingconsent"), 1),
}
"""System -> (one of these is its id, of these it has at least so many): what only its own exports have."""

SYSTEM_MEANINGS: Final[Mapping[str, Mapping[Target, tuple[str, ...]]]] = {
    "Mailchimp": {"external_id": ("euid", "leid"), "country": ("cc",)},
    "HubSpot": {"external_id": ("recordid", "recordidcontact")},
    "Salesforce": {"external_id": ("id", "contactid", "leadid")},
    "Shopify": {"external_id": ("customerid",)},
    "Klaviyo": {"external_id": ("klaviyoid",)},
}
"""What a heading means in the exports of one system alone, before what it means anywhere."""

_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OF_EMAIL_KINDS: Final = re.compile(r"opted out of email\s*[:(-]", re.IGNORECASE)
"""HubSpot has a column for each kind of e-mail somebody may opt out of: `Opted out of email: Marketing Information`."""

_PHONE_WORDS: Final = re.compile(r"\b(?:mobile|cell|cellphone|telephone|tel|handy|whatsapp|msisdn|sms|\w*phone)\b")
_CONSENT_WORDS: Final = re.compile(
    r"\b(?:\w*consent\w*|opt(?:ed)?\s?-?(?:in|out)(?!\w* ip\b)\w*|subscribed|unsubscribed|subscription status"
    r"|(?:do not|dont) (?:call|text|sms|email|mail|contact|disturb)|donotcall|dnc|dnd|gdpr|dsgvo|rgpd|tcpa|permission"
    r"|suppress\w*|black ?list\w*|block ?list\w*|unsub\w*|(?:not|non|never) (?:subscribed|contactable)|contactable"
    r"|(?:no|stop|refus\w+|block\w*|wants?|ok to|keine?|pas de|inga|geen|sem) (?:sms|texts?|messages?|marketing|email)"
    r"|(?:sms|texts?) (?:ok|stop\w*|block\w*|refus\w*|allow\w*)|newsletter"
    r"|einwilligung|abgemeldet|abbestellt|angemeldet|widerruf\w*|desabonne\w*|desinscrit\w*|abonne|baja|samtycke"
    r"|avregistrerad|toestemming|afgemeld|uitgeschreven|consenso|disiscritto|descadastrado"
    r"|(?:accepts|receives?) \w*\s?(?:sms|texts?|emails?|marketing|messages)"
    r"|(?:sms|text|email|mail|marketing|newsletter)\w* (?:status|state|consent|allowed|permission|subscri\w+))\b"
)


def cleaned(heading: str) -> str:
    """The heading without what nobody sees: no-break spaces, zero-width characters, a byte order mark."""
    return " ".join(bare(heading).replace("\u200b", "").replace("\ufeff", "").replace("\u00ad", "").split())


def letters(heading: str) -> str:
    """A heading's letters and digits: what headings are compared by."""
    plain = unicodedata.normalize("NFKD", heading.casefold()).encode("ascii", "ignore").decode()
    return _NO_LETTER.sub("", plain.strip().removesuffix("__c"))


def words(heading: str) -> str:
    """A heading's words in small letters, `SmsOptIn` being three."""
    plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", heading).replace("'", "").replace("’", "").casefold())
    return _NO_LETTER.sub(" ", plain.encode("ascii", "ignore").decode().removesuffix("__c")).strip()


def system_of(headings: Collection[str]) -> str | None:
    """The system that exports a file with these headings."""
    file_headings = {letters(heading) for heading in headings}
    for system, (ids, marks, least) in SYSTEMS.items():
        if not file_headings.isdisjoint(ids) and sum(mark in file_headings for mark in marks) >= least:
            return system
    return None


def is_email_opt_out(heading: str) -> bool:
    """Whether the column tells for one kind of e-mail that its reader opted out."""
    return _OF_EMAIL_KINDS.match(heading) is not None


def looks_like_phone(heading: str) -> bool:
    """Whether the heading speaks of a phone number."""
    return _PHONE_WORDS.search(words(heading)) is not None


def looks_like_consent(heading: str) -> bool:
    """Whether the heading speaks of consent, without saying for which channel in a way that is certain."""
    return _CONSENT_WORDS.search(words(heading)) is not None
