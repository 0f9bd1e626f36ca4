"""Phrases that ask for no more messages, by language, as `opt_out_intent` compares them.

Each is a regular expression over lower-case words with single spaces between, without accents and apostrophes
(`don't` is `dont`, `höra` is `hora`).
"""

from typing import Final

_MESSAGES = (
    "(?:text messages?|texts?|txts?|messages?|msgs?|sms|smses|alerts?|notifications?|ads?|adverts?|"
    "promos?|promotions?|spam|spams|marketing|junk)"
)
_TEXTS = "(?:text messages?|texts|txts|messages|msgs|sms)"
_WHICH = "(?:(?:these|this|those|that|the|your|ur|any|all|of|so many|such|more|further|my|stupid|annoying|random) )*"
_WRITING = (
    "(?:texting|txting|messaging|msging|contacting|smsing|spamming|bothering|harassing|bugging|pestering|calling)"
)
_WRITE = "(?:text|txt|message|msg|contact|sms|call|spam|bother|write to|write)"
_ME = "(?:me|us|this (?:number|phone|cell)|my (?:number|phone|cell|line|mobile))"
_KIND = "(?:mailing |marketing |text |texting |sms |contact |call |phone |messaging |distribution )?"
_LISTS = f"(?:{_KIND}(?:lists?|texts?|messages|msgs|database|system|records|contacts|sms|group|thread|crap|spam))"
_PLEASE = "(?:please|pls|plz|now|immediately|asap|today|thanks|thank you|thx|already|right now)"
_TIMES = "(?:\\d+|many|several|multiple|already|before|twice|three|so many) ?(?:times)?"
# A wish about when or about what is no wish for none at all.
_AT_ALL = "(?! (?:until|till|before|after|at|during|about|while|unless|on|every|in the|this (?:early|late)|so )\\b)"

ASKING: Final = (
    # stop texting me; quit sending me these messages; stop your spam; cancel these alerts
    f"(?:stop|quit|cease) {_WRITING}(?: {_ME}| {_PLEASE}| here| again|$)(?! (?:and )?driv)",
    f"(?:stop|quit|cease) sending(?: (?:me|us))?(?: (?:{_WHICH}(?:{_MESSAGES}|shit|crap|stuff)|this|these|them)\\b|$)",
    f"(?:stop|quit|cease) {_WHICH}{_MESSAGES}\\b{_AT_ALL}",
    f"(?:end|cancel|discontinue) {_WHICH}(?:{_TEXTS}|(?:text |sms )?alerts)\\b{_AT_ALL}",
    f"(?:disable|turn off|shut off) {_WHICH}(?:{_TEXTS}|(?:text|sms) alerts)\\b{_AT_ALL}",
    f"(?:stop|quit) (?:getting|receiving|recieving) {_WHICH}(?:{_MESSAGES}|these|this)\\b",
    f"stop (?:it|this|that) {_PLEASE}",
    # remove me; take my number off your list; lose my number
    f"remove me from (?:this|your|ur|the|all|any|these|all your)(?: of)? {_LISTS}",
    f"remove me(?: from (?:this|here)| {_PLEASE})?$",
    f"(?:take|get) (?:{_ME}|my name) off(?: of)? (?:(?:this|your|ur|the|that|all) )?{_LISTS}",
    f"(?:take|get) (?:{_ME}|my name) off(?: of)?(?: this| that)?(?: {_PLEASE})?$",
    f"(?:remove|delete|erase) (?:my|this) (?:phone number|number|phone|cell|info)(?: {_PLEASE})?$",
    f"(?:remove|delete|erase) (?:my|this) (?:phone number|number|phone) (?:from|off)(?: of)? {_WHICH}{_LISTS}",
    "(?:lose|forget) (?:my|this) number",
    # unsubscribe me; i want to opt out; opt me out
    "unsub(?:scribe)?\\b(?!(?: me)? from (?:\\w+ ){0,2}(?:e ?mails?|newsletters?))",
    "opt(?:ing)? (?:me |us |my number |this number )?out\\b(?! (?:later|if|of the (?:webinar|event|class)))",
    "optout\\b",
    # no more texts; leave me alone
    f"no more {_WHICH}{_MESSAGES}\\b{_AT_ALL}",
    "leave (?:me|us) alone",
    "(?:revoke|withdraw|retract) (?:my |all |any )?(?:consent|permission)",
    # i already said stop; how many times do i have to say stop
    f"(?:said|say|saying|told you|told u|telling you) (?:the word )?(?:to )?(?:stop|unsubscribe)(?: {_TIMES})?$",
    f"(?:texted|replied|typed|wrote|sent you|sent) (?:the word )?(?:stop|unsubscribe)(?: {_TIMES})?$",
)
"""Ask for an end, unless a word before turns them round (`don't unsubscribe me`, `why did you stop texting me`)."""

REFUSING: Final = (
    # don't text me; do not contact this number again
    f"(?:dont|do not|never|dnt) (?:ever |you ever |you |u )?{_WRITE} (?:{_ME}|again|anymore|any more|here){_AT_ALL}",
    # i don't want your messages; i no longer wish to receive texts
    f"(?:dont|do not|no longer|never|dnt) (?:want|wish|wanna|need)(?: for)? {_WHICH}{_MESSAGES}\\b{_AT_ALL}",
    (
        f"(?:dont|do not|no longer|never|dnt) (?:want|wish|wanna|need)(?: to)?"
        f" (?:receive|recieve|get|have|see|be getting|be receiving) {_WHICH}{_MESSAGES}\\b{_AT_ALL}"
    ),
    "(?:dont|do not|no longer|never) (?:want|wish|wanna)(?: to)? be (?:texted|messaged|contacted|subscribed)",
    "(?:dont|do not|no longer|never) (?:want|wish|wanna) to be on (?:this|your|ur|the) (?:mailing |text |sms )?list",
    "(?:dont|do not|no longer|never) (?:want|wish|wanna)(?: to)? hear from (?:you|u|this number)",
    "not interested in (?:receiving|getting|any more|your|these) (?:texts|messages|sms|spam|text messages)",
    # i never signed up for this; i do not consent; you have no permission to text me
    (
        "(?:didnt|did not|never|havent) (?:ever )?(?:sign(?:ed)? up|subscribed?|agreed?|consent(?:ed)?|opt(?:ed)? in)"
        f"(?: (?:for|to|4) (?:this|these|it|{_WHICH}{_MESSAGES}|(?:get|getting|receive|receiving) .{{0,20}}))?$"
    ),
    "(?:dont|do not) (?:give )?(?:you )?(?:my )?(?:consent|permission)(?: to (?:this|these|be texted|being texted))?$",
    f"(?:dont|do not|no longer) have (?:my |any )?(?:permission|consent) to {_WRITE}",
    # if you don't stop; why won't you stop texting me
    f"(?:if|unless) (?:you|u|yall|this|it|these) (?:(?:dont|do not|doesnt|wont) )?stop (?:{_WRITING}|sending)",
    "(?:if|unless) (?:you|u|yall) (?:dont|do not|wont) stop",
    f"why (?:wont|dont|cant|do not|will not) (?:you|u|yall|this|these|it) stop(?: {_WRITING}| sending|$)",
)
"""Say no by their own words; a subject that is not the writer turns them round (`you don't text me anymore`)."""

WHOLE: Final = (
    "(?:please |pls |just )?(?:go away|get lost|(?:fuck|piss|bugger|sod|f) off|f off)(?: (?:please|now|already))?",
    f"no (?:more )?(?:texts|messages|sms|txts|msgs|spam|ads)(?: {_PLEASE}){{0,2}}",
    # Who has the phone now never agreed to anything.
    (
        "(?:(?:sorry|hi|hey|hello|um|you|u|have|has|got|ve|this|is|the|a|think|i|its|it|must|be|texted|texting|well|ok|no)"
        " ){0,8}wrong (?:number|person|phone)(?: (?:sorry|dude|bro|buddy|man|sir|please|here|pal|thanks))?"
    ),
)
"""Count when they are a whole sentence."""

# `I get no more` and `I have got no more` tell of messages that do not come.
_NOT_TOLD_OF = "".join(
    f"(?<!{word} )" for word in ("habe", "hab", "bekomme", "erhalte", "kriege", "far", "fatt", "krijg", "ontvang")
)

OTHER_LANGUAGES: Final = (
    # Spanish
    r"(?:no|nunca) (?:me|nos) (?:envi|mand|contact|molest|llam)(?:e|en|es)(?: mas| mensajes| sms| nada|$)",
    r"(?:no|nunca) (?:me|nos) escrib(?:a|an|as)(?: mas| nada|$)",
    r"(?:deje|dejen|deja|dejad|pare|paren|para) de (?:enviar|mandar|escribir|molestar|contactar|llamar)\w*",
    r"(?:dar|darme|denme|deme|dame|darnos) de baja",
    r"quiero (?:la )?baja",
    r"(?:ya )?no quiero (?:recibir )?(?:mas |sus |estos )?(?:mensajes|sms|textos|publicidad|notificaciones)",
    r"(?:quit|saqu|borr|elimin)(?:enme|eme|ame)\b",
    r"(?:quiten?|borren?|eliminen?|saquen?) mi numero",
    r"no mas (?:mensajes|sms|textos|publicidad)",
    # French
    r"arrete[zr]? (?:de (?:m|nous|me)|d ?envoyer|vos (?:sms|messages)|les (?:sms|messages)|ces (?:sms|messages))",
    r"ne m ?envoye[zr]? plus",
    r"ne (?:me|nous) (?:contacte|envoye)[zr]? plus",
    r"^plus (?:de|aucun) (?:sms|messages?|textos|pub|publicite)",
    r"ne veux plus (?:recevoir|de (?:sms|messages)|vos (?:sms|messages))",
    r"(?:me |m)?(?:desabonn|desinscri)(?:er|ez|re|vez)\b",
    r"(?:retire[zr]|supprime[zr])(?: moi| mon numero)",
    # German
    rf"{_NOT_TOLD_OF}(?:keine|nie wieder)(?: weiteren?)? (?:sms|nachrichten|werbung|textnachrichten) mehr",
    r"bitte keine (?:sms|nachrichten|werbung)",
    r"hor(?:en|t)?(?: sie)? auf (?:mir|damit|mich|uns)",
    r"nicht mehr (?:schreiben|kontaktieren|anschreiben|belastigen)",
    r"schreib(?:en|t|e)?(?: sie)? mir nicht(?: mehr)?",
    r"(?:melden sie|melde|meldet) mich (?:\w+ )?ab",
    r"(?:mochte|will) mich abmelden",
    r"(?:mich|meine nummer) (?:bitte )?(?:loschen|entfernen|abmelden|austragen)",
    r"(?:loschen|entfernen|streichen) sie (?:mich|meine nummer)",
    # Swedish
    r"sluta (?:skicka|sms|smsa|messa|texta|spamma|kontakta|stora?)\b",
    rf"{_NOT_TOLD_OF}inga (?:fler|mer|flera) (?:sms|meddelanden|mess)",
    r"(?:avregistrera|ta bort|stryk) (?:mig|mitt nummer)",
    r"vill (?:inte|ej) (?:langre )?(?:ha|fa) (?:\w+ ){0,2}(?:sms|meddelanden|mess|reklam)",
    r"lamna mig i ?fred",
    # Portuguese
    r"(?:pare|parem|para) de (?:me )?(?:enviar|mandar|escrever|perturbar|ligar)",
    r"nao (?:me )?(?:envi|mand)(?:e|em) mais\b",
    r"nao quero (?:mais )?(?:receber )?(?:mais )?(?:mensagens|sms|propaganda)",
    r"(?:remova|removam|retire|retirem|tire|tirem|descadastre|descadastrem) ?(?:me|meu numero)\b",
    # Italian
    r"(?:smettetela|smettila|smettete|smetta|smetti) (?:di|con)",
    r"non (?:mi )?(?:inviate|mandate|scrivete|invii|mandi|contattate)(?:mi)? piu",
    r"non voglio (?:piu )?(?:ricevere )?(?:messaggi|sms|pubblicita|i vostri)",
    r"(?:cancella|rimuove|toglie|disiscrive)te?mi\b",
    # Dutch
    r"(?:stop|hou|houd)(?: op)? met (?:sms|smsen|berichten|sturen|appen|spammen|lastig)",
    rf"{_NOT_TOLD_OF}geen (?:berichten|sms|smsjes|smsen|reclame) meer",
    r"(?:meld|schrijf) (?:me|mij) (?:\w+ )?(?:af|uit)\b",
    r"verwijder (?:mij|me|mijn nummer)",
)
"""The same in other languages, with their own negations in them."""
