"""How German, Swedish and Dutch ask for no more messages, in the form of `opt_out_phrases`."""

from typing import Final

from engine.rules.replies.opt_out_phrases import OptOutPhrases

_END = "(?= ,|$)"

_DE_MSG = "(?:sms|nachrichten?|textnachrichten|werbung|werbe ?sms|mitteilungen|spam|werbenachrichten)"
_DE_WHICH = "(?:(?:ihre|eure|diese|diesen|mehr|weiteren?|die|von|mit|solche|so viele|den|irgendwelche) )*"
_DE_SEND = "(?:schreib|schick|send|kontaktier|belastig|zuschick|zusend|anschreib|sims|text)(?:e|en|t|st)?"
_DE_YOU = "(?:sie |ihr |du )?"

GERMAN: Final = OptOutPhrases(
    language="de",
    requests=(
        f"(?:keine|nie wieder|keinerlei)(?: weiteren?)? {_DE_MSG} mehr\\b",
        f"(?:bitte |ab sofort )keine {_DE_WHICH}{_DE_MSG}\\b",
        (
            f"(?:mochte|will|wunsche|brauche|wollen|mochten) (?:bitte |ab sofort |von (?:ihnen|euch) )?(?:keine|"
            f"keinerlei) {_DE_WHICH}{_DE_MSG}\\b"
        ),
        (
            "(?:mochte|will) (?:\\w+ ){0,2}(?:nichts|nicht) mehr (?:\\w+ )?(?:bekommen|erhalten|kontaktiert|"
            "angeschrieben)"
        ),
        f"hor(?:en|t)?(?: sie)?(?: bitte| endlich)? auf(?:,| ,)?(?: damit| mir| mich| uns| mit|{_END})",
        "(?:aufhoren|schluss) (?:mit|damit)",
        (
            "(?:stop|stopp|stoppen|stoppt)(?: sie)? (?:mit )?(?:den |die |diese |ihre )?(?:sms|nachrichten|"
            "werbung|werbe ?sms)"
        ),
        "(?:mochte|will) (?:\\w+ )?(?:abgemeldet|geloscht|entfernt) werden",
        "nichts mehr von (?:ihnen|euch|dir) (?:horen|bekommen|erhalten|lesen)",
        "(?:losch|entfern)\\w*(?: sie)?(?: bitte)?(?: alle)? meine (?:daten|(?:telefon)?nummer|kontaktdaten)",
        f"unterlass\\w*(?: sie)?(?: bitte)? {_DE_WHICH}{_DE_MSG}",
        "nicht die (?:nummer|handynummer) von",
        "nie (?:zugestimmt|eingewilligt)",
        "nicht mehr (?:schreiben|kontaktieren|anschreiben|belastigen|schicken|senden)",
        f"{_DE_SEND} {_DE_YOU}(?:bitte )?(?:mir |mich |uns )(?:bitte )?(?:nicht|nichts|nie)(?: mehr| wieder)?\\b",
        f"{_DE_SEND} {_DE_YOU}(?:bitte )?(?:mir |uns )(?:bitte )?keine {_DE_WHICH}{_DE_MSG}\\b",
        "(?:melden sie|melde|meldet) mich (?:(?!nicht)\\w+ )?ab\\b",
        f"mich (?:bitte |gerne |hiermit |von (?:den |ihren |diesen )?{_DE_MSG} )?abmelden",
        f"{_DE_WHICH}{_DE_MSG} abbestellen",
        "(?:mich|(?:meine |diese |die )?nummer) (?:bitte )?(?:loschen|entfernen|abmelden|austragen|streichen)",
        "(?:losch|entfern|streich|nehm|trag|nimm)\\w*(?: sie)?(?: bitte)? (?:mich|meine nummer|diese nummer)\\b",
        (
            "(?:aus|von) (?:dem|der|ihrem|ihrer|eurem|eurer)(?: \\w+)? ?(?:verteiler|liste|datenbank|"
            "verteilerliste)(?: (?:nehmen|loschen|streichen|entfernen))"
        ),
        "las(?:sen|st|s)(?: sie)? (?:mich|uns)(?: bitte| endlich)? in (?:ruhe|frieden)",
        "(?:widerrufe|ziehe) (?:hiermit )?meine (?:einwilligung|zustimmung)",
    ),
    statements=(
        f"(?:bitte )?(?:keine|nie wieder) {_DE_WHICH}{_DE_MSG}(?: mehr)?(?: bitte| danke)*",
        "(?:ich )?(?:habe? mich|bin) (?:nie|niemals|nicht)(?: dafur| hierfur| hier)? (?:angemeldet|registriert)",
        "lass(?:en|t)?(?: sie)? das|(?:stopp|stoppt|stoppen sie) (?:das|dies)(?: bitte)?",
        "(?:jetzt ist )?schluss(?: damit| jetzt)?",
        "(?:bitte )?hor(?:en|t)?(?: sie)?(?: bitte| endlich)? auf(?: damit)?",
        (
            "(?:(?:hallo|sorry|entschuldigung|tut mir leid|sie haben|du hast|ihr habt|das ist|ist|hier ist|die|"
            "eine|leider|da) )*"
            "(?:falscher? (?:nummer|person|empfanger)|falsch verbunden)"
        ),
        "(?:sie haben sich |du hast dich )?(?:in der nummer geirrt|verwahlt)",
        "(?:bitte )?(?:austragen|abbestellen|abmelden|streichen|loschen|entfernen)(?: bitte)?",
    ),
    turns_round="(?:nicht|habe|hab|haben|bekomme|bekommen|erhalte|kriege|kamen|kommen|warum(?: \\w+)?)$",
    narrows=(
        "(?:auf (?:englisch|deutsch|die|der|dem|meine)|vor|nach|bis|wahrend|zwischen|wenn|ausser|am "
        "(?:sonntag|samstag|wochenende|abend|morgen)|"
        "sonntags|nachts|fur (?:morgen|heute|den|die|das)|so (?:fruh|spat)|"
        "an|bekommen|erhalten|gekriegt|gekommen|vom newsletter)\\b"
    ),
    narrows_things="(?!)",
    things="(?!)",
    narrows_nothing="(?:an|auf) (?:mich|(?:diese|dieser|meine) nummer|(?:mein|meinem|dieses) handy)\\b",
    refuses_calls="(?:ruf\\w*|anruf\\w*) (?:sie )?(?:mich |uns )?(?:bitte )?nicht|nicht (?:mehr )?anrufen|keine anrufe",
    asks_for_texts="whatsapp|sms|schreib\\w*|nachrichten?|textnachricht\\w*",
    new_number="neue nummer|die alte|nummer hat sich geandert|neuen nummer|richtig ist",
)


_SV_MSG = "(?:sms|smsen|meddelanden?|mess|reklam|reklamsms|notiser|utskick|spam|textmeddelanden)"
_SV_WHICH = "(?:(?:fler|flera|mer|era|er|dessa|de har|den har|nagra|nagot|mera|med|alla|din|dina|fran er) )*"
_SV_WRITE = "(?:skicka|sms|smsa|sms a|messa|texta|spamma|kontakta|stora?|skriva|skriv)"

SWEDISH: Final = OptOutPhrases(
    language="sv",
    requests=(
        f"sluta (?:att )?{_SV_WRITE}\\b(?! (?:paket|varor|det))",
        f"(?:sluta|stoppa|avsluta|stopp) {_SV_WHICH}{_SV_MSG}\\b",
        f"(?:inga|ingen|inget) {_SV_WHICH}{_SV_MSG} (?:tack|fran er)\\b",
        (
            f"(?:vill|onskar|orkar|behover) (?:inte|ej|inga|inget|ingen)(?: langre)?(?: (?:ha|fa|ta emot|se))? "
            f"{_SV_WHICH}{_SV_MSG}\\b"
        ),
        "vill (?:inte|ej) (?:langre )?bli (?:kontaktad|smsad|stord)",
        (
            f"(?:skicka|skriv|kontakta|smsa|sms a|messa) (?:inte|ej|inga|inget|aldrig)(?: (?:mig|till mig))?(?: "
            f"{_SV_WHICH}{_SV_MSG}\\b| mer\\b| mera\\b| fler\\b| igen\\b| nagot\\b| mig\\b|{_END})"
        ),
        "(?:skriv|kontakta|smsa|messa|skicka) (?:inte )?(?:mig |till mig )(?:inte )?(?:mer|igen|langre)\\b",
        "(?:kontakta|smsa|messa) mig (?:inte|aldrig)\\b",
        (
            "(?:avregistrera|avanmal|avprenumerera|ta bort|stryk|radera|ta bort) (?:bort )?(?:mig|mitt (?:nummer|"
            "namn)|detta nummer)\\b"
            "(?! fran (?:\\w+ )?(?:nyhetsbrev|mejl|e ?post|mail))"
        ),
        (
            "(?:vill|onskar|hur) (?:\\w+ ){0,2}(?:avregistrera|avanmala|avsluta|avregistrerar|avanmaler|slutar "
            "jag fa)\\b(?! (?:mitt bredband|min|mitt))"
            "(?! mig fran nyhetsbrev)"
        ),
        f"(?:avsluta|stoppa) (?:prenumerationen|utskicken|utskick|{_SV_WHICH}{_SV_MSG})",
        "lamna mig i ?fred",
        "vill (?:inte|ej) ha (?:det har|detta)(?= ,|$)",
        "aldrig (?:anmalt mig|registrerat mig|bett om (?:det har|detta|dessa|era)|godkant)",
        "(?:aterkallar|drar tillbaka) (?:mitt )?samtycke",
    ),
    statements=(
        f"(?:inga|ingen|inget|inte) (?:(?:fler|flera|mer) )?{_SV_MSG}(?: tack| mer)*",
        f"inga fler(?: {_SV_MSG})?(?: tack)?",
        "(?:snalla |kan ni )?(?:sluta|stoppa|avsluta|stopp)(?: (?:tack|nu|genast|med detta|med det har))*",
        "lagg av|(?:avanmalan|avanmal|avregistrering)(?: tack)?",
        (
            "(?:(?:hej|ursakta|du har|ni har|du|ni|har|det har ar|det ar|detta ar|ringt|smsat|skickat|kommit|"
            "till) )*fel (?:nummer|person)"
        ),
    ),
    turns_round="(?:inte|far|fatt|varfor(?: \\w+)?|aldrig|nar)$",
    narrows=(
        "(?:pa (?:engelska|svenska|sondagar?|lordagar?|helger|helgen|natten|kvallen|jobbet)|fore|efter|innan|"
        "mellan|nar|forran|medan|"
        "sa (?:tidigt|sent)|till|inte|varfor)\\b"
    ),
    narrows_things="(?!)",
    things="(?!)",
    narrows_nothing="(?:till|pa|fran) (?:mig|oss|er|(?:det har|detta|mitt) num(?:mer|ret)|min telefon)\\b",
    refuses_calls="ring (?:mig )?inte|sluta ring\\w*|inga samtal",
    asks_for_texts="whatsapp|sms\\w*|skriv\\w*|meddelanden?|messa",
    new_number="nya? nummer|det gamla|bytt nummer|ratt ar|gamla nummer",
)


_NL_MSG = "(?:sms ?(?:en|jes)?|bericht(?:en|jes?)|reclame(?:berichten)?|spam|appjes|aanbiedingen|meldingen)"
_NL_WHICH = "(?:(?:meer|verdere|jullie|uw|deze|die|je|van|met|zulke|de|dit soort|al) )*"
_NL_ME = "(?:mij|me|ons)"

DUTCH: Final = OptOutPhrases(
    language="nl",
    requests=(
        (
            f"(?:stop|stoppen|hou|houd|houdt|kap)(?: (?:nu|aub|alsjeblieft|alstublieft|eens))? (?:op )?(?:met|"
            f"ermee|hiermee|hier mee|er mee)"
            f"(?: (?:{_NL_ME} )?(?:te )?(?:{_NL_WHICH}{_NL_MSG}|sturen|appen|spammen|lastig(?: te)? ?vallen|"
            f"berichten|storen|benaderen)\\b|{_END})"
        ),
        f"(?:stop|stoppen met) {_NL_WHICH}{_NL_MSG}\\b",
        f"geen {_NL_WHICH}{_NL_MSG} meer\\b",
        f"(?:wil|wens|hoef|wens) (?:\\w+ )?(?:geen|niet meer) {_NL_WHICH}{_NL_MSG}\\b",
        "(?:wil|wens|hoef) (?:dit|deze|ze|het)? ?niet (?:meer |langer )(?:te )?(?:ontvangen|krijgen|hebben)",
        "(?:wil|wens) niet (?:meer |langer )?(?:benaderd|gecontacteerd|lastiggevallen|gesmst)",
        f"(?:stuur|sturen|zend|sms|app)(?: {_NL_ME})? (?:geen|niets|niks|niet)(?: {_NL_WHICH}{_NL_MSG}| meer)+\\b",
        "(?:niet|nooit) meer (?:sturen|contacteren|benaderen|smsen|appen|berichten)",
        f"neem geen contact (?:meer )?(?:met {_NL_ME} )?(?:meer )?op",
        (
            f"(?:meld|schrijf) {_NL_ME} (?:(?!niet)\\w+ )?(?:af|uit)\\b(?! (?:voor|van) (?:de|het|uw|jullie) "
            f"(?!sms|berichten))"
        ),
        (
            "(?:wil|graag) (?:\\w+ ){0,2}(?:afmelden|uitschrijven)\\b"
            "(?! (?:voor|van) (?!(?:deze|jullie|uw|de|alle) (?:sms|berichten)))"
        ),
        "hoe (?:meld|schrijf|kan|zeg) (?:ik )?(?:\\w+ ){0,2}(?:af|uit|afmelden|uitschrijven|op)\\b",
        (
            "(?:verwijder|haal|schrap|wis)(?: aub| graag)? (?:mij|me|mijn (?:(?:telefoon)?nummer|naam|gegevens)|"
            "dit nummer)\\b"
        ),
        "(?:mij|me|mijn nummer) (?:aub |graag |te |willen )*(?:verwijderen|uitschrijven|afmelden|schrappen)",
        f"laa?t {_NL_ME} met rust",
        "(?:wil|wens) dit niet(?: meer)?(?= ,|$)",
        f"(?:wil|wens) {_NL_WHICH}{_NL_MSG} niet(?: meer)?(?= ,|$)",
        "niet het nummer van",
        "nooit (?:\\w+ )?(?:aangemeld|ingeschreven|toestemming)",
        "trek (?:hierbij )?mijn toestemming in",
    ),
    statements=(
        f"(?:graag )?geen {_NL_WHICH}{_NL_MSG}(?: meer)?(?: aub| graag| a u b| bedankt| dank u)*",
        "(?:graag )?(?:afmelden|uitschrijven|stoppen|verwijderen)(?: (?:aub|graag|alstublieft|alsjeblieft))?",
        (
            "(?:hou|houd|kap)(?: (?:nu|eens))? (?:op|ermee|hiermee|er mee op|hier mee op|hiermee op|ermee op)(?: "
            "aub| nu)?"
        ),
        "(?:dit is )?(?:het nummer van iemand anders|niet mijn nummer)|geen contact meer",
        (
            "(?:(?:sorry|hallo|hoi|bent|ben|u|je|jij|jullie|heeft|hebt|hebben|dit is|het is|is|een|het|denk ik) )*"
            "(?:verkeerde? (?:nummer|persoon)|verkeerd verbonden|foute? nummer)"
        ),
    ),
    turns_round="(?:niet|krijg|ontvang|ontving|kreeg|heb|waarom(?: \\w+)?)$",
    narrows=(
        "(?:in het|na|tot|tijdens|wanneer|als|tussen|op (?:zondag|zaterdag|maandag)|zo (?:vroeg|laat)|s nachts|naar|"
        "over)\\b|voor (?!deze|jullie|uw|alle)"
    ),
    narrows_things="(?!)",
    things="(?!)",
    narrows_nothing="(?:naar|op|voor) (?:mij|me|dit nummer|mijn nummer|mijn telefoon|deze telefoon)\\b",
    refuses_calls="niet bellen|bel (?:mij |me )?(?:aub )?niet|stop met (?:mij |me )?bellen|geen telefoontjes",
    asks_for_texts="whatsapp|sms\\w*|bericht\\w*|app\\w*|schrijf|stuur",
    new_number="nieuwe? nummer|het oude|ander nummer|doorgegeven",
)
