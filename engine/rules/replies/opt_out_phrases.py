"""What asks for no more messages, as `opt_out_intent` compares it: the shape of a language's phrases, and English.

A phrase is a regular expression over the words of a sentence: lower case, single spaces between, without accents and
apostrophes (`don't` is `dont`, `höra` is `hora`), with ` , ` where a clause ends. A wish is a phrase of three parts:

    [not turned round]  request  [not narrowed]

`please stop texting me` is one; `I never said stop texting me` is turned round by what stands before, `don't text me
before nine` is narrowed by what stands after, and both are none.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class OptOutPhrases:
    """How one language asks for no more messages."""

    language: str
    requests: tuple[str, ...]
    """Anywhere in a sentence, unless they are turned round or narrowed."""
    statements: tuple[str, ...]
    """Count as a whole clause: `wrong number`, `no more`."""
    turns_round: str
    """Ends what stands before a request, and denies it: `did you`, `no`."""
    narrows: str
    """Begins what follows a request, and makes it one about when, where or what: `until`, `in Spanish`."""
    narrows_things: str
    """Likewise where the request ends in its thing: `no texts to my son`, but not `stop texting me about insurance`."""
    things: str
    """What a request can end in: texts, messages."""
    narrows_nothing: str
    """Begins likewise and changes nothing: `to my phone`."""
    refuses_calls: str
    """No wish about texts when texts are asked for in the same message."""
    asks_for_texts: str
    new_number: str
    """In a message with this, a number is changed, and not taken away."""


_MESSAGES = (
    "(?:text messages?|texts?|txts?|messages?|msgs?|sms|smses|text alerts?|alerts?|notifications?|ads?|adverts?|"
    "promos?|promotions?|spam|spams|marketing|junk|communications?)"
)
_TEXTS = "(?:text messages?|texts|txts|messages|msgs|sms|text alerts|sms alerts|text subscription|alerts)"
_WHICH = (
    "(?:(?:these|this|those|that|the|your|ur|any|anymore|all|of|so many|such|more|further|my|stupid|annoying|random|"
    "promo|marketing|with) )*"
)
_WRITING = (
    "(?:(?:calling|emailing) (?:and|or) )?"
    "(?:texting|txting|messaging|msging|contacting|smsing|spamming|bothering|harassing|bugging|pestering)"
)
_WRITE = (
    "(?:(?:call|email) (?:or|and) )?(?:text|txt|message|msg|contact|sms|spam|bother|write to|write)"
    "(?: (?:or|and|nor) (?:call|email|text|message|contact))?"
)
_MINE = "(?:my|this|his|her|our|their)"
_NUMBER = "(?:phone number|number|phone|cell|line|mobile)"
_ME = f"(?:me|us|{_MINE} {_NUMBER}|my (?!boss|friends?|references?|kids? )\\w+|here)"
_FAMILY = "(?:wife|husband|son|daughter|mom|mother|dad|father|kids?|child|family|parents|sister|brother|grand\\w+)"
_PERSON = (
    f"(?:me|us|him|her|them|my {_FAMILY}|"
    f"(?:{_MINE} )?(?:name(?: and {_NUMBER})?|(?:contact )?info|contacts?|details|{_NUMBER}))"
)
_KIND = "(?:mailing |marketing |text |texting |sms |contact |contacts |call |calling |phone |messaging |distribution )?"
_LISTS = (
    f"(?:{_KIND}(?:lists?|texts?|messages|msgs|database|system|records|contacts|sms|group|thread|crap|spam|campaign|"
    "program|directory|everything))"
)
_YOUR = "(?:(?:this|your|ur|the|that|all|any|these|every|of) )*"
_PLEASE = "(?:please|pls|plz|now|immediately|asap|today|thanks|thank you|thx|already|right now)"
_TIMES = "(?:\\d+|many|several|multiple|already|before|twice|three|so many) ?(?:times)?"
_NOT = "(?:dont|do not|dnt|never|no longer|did not|didnt|wont|will not)"
_WANT = "(?:want|wish|wanna|need)"
_END = "(?= ,|$)"
_START = "(?:^|(?<= , )|(?<=\\band )|(?<=\\bbut ))"
_NEUTRAL = (
    f"(?:(?:from|to|on|at|with) (?:me|us|you|u|yall|this|here|{_MINE} {_NUMBER}|your \\w+|\\w+ company)"
    "|for (?:me|us|good|ever|now)|at all|at once|from now on|to (?:be )?(?:\\w+ing|texted|contacted))"
)
_SUBSCRIBED = "(?:sign(?:ed)? up|subscribed?|agreed?|consent(?:ed)?|opt(?:ed)? in|register(?:ed)?)"

_REQUESTS: Final = (
    # stop texting me; quit sending me these messages; stop your spam; cancel these alerts
    (
        f"(?:stop|quit|cease|discontinue) {_WRITING}(?: {_ME}\\b| {_PLEASE}\\b| again\\b| about\\b|{_END})(?! "
        f"(?:and )?driv)"
    ),
    (
        "(?:stop|quit|cease) sending(?: (?:me|us))?"
        f"(?: (?:{_WHICH}(?:{_MESSAGES}|shit|crap|stuff)|this|these|them)\\b|{_END})"
    ),
    f"(?:stop|quit|cease) {_WHICH}{_MESSAGES}\\b",
    f"(?:end|cancel|discontinue|disable|turn off|shut off) {_WHICH}(?:subscription to )?{_WHICH}{_TEXTS}\\b",
    f"(?:stop|quit) (?:getting|receiving|recieving) {_WHICH}(?:{_MESSAGES}|these|this)\\b",
    f"stop (?:it|this|that) {_PLEASE}",
    f"enough (?:already )?(?:with|of) {_WHICH}{_MESSAGES}\\b",
    "cease and desist",
    f"{_WHICH}{_MESSAGES} (?:really )?(?:needs?|has|have|must|got) (?:to )?(?:stop|end|cease){_END}",
    "(?:request|demand|insist|prefer|ask)(?: that)? (?:you|u|yall) stop(?: it| this| these)?",
    (
        f"{_PERSON} (?:to be |be |needs to be )?(?:removed|deleted|taken off)\\b"
        f"(?! (?:from|off)(?: of)? (?!{_YOUR}{_LISTS}))"
    ),
    (
        "(?:what|how|where) (?:do|should|can|must) (?:i|we) \\w+ to (?:stop|unsubscribe|opt out|end)"
        f"(?: this| these| it| them)?{_END}"
    ),
    f"never gave (?:you|u|yall) {_MINE} {_NUMBER}",
    "(?:have|ive) (?:already )?unsubscribed",
    "im (?:blocking|reporting) (?:you|u|this)\\b",
    f"{_NOT} use {_MINE} {_NUMBER}",
    f"(?:end|cancel) {_WHICH}notifications\\b",
    f"(?:want|need|send) (?:me )?no (?:more |further ){_WHICH}{_MESSAGES}\\b",
    f"(?:want|like|need) {_WHICH}(?:{_MESSAGES}|this|these|it) (?:to )?(?:stop|end|cease)(?:ped)?{_END}",
    f"{_START}stop (?:or (?:i|ill|we|else)|(?:i|im|ive|we|you|youre|he|hes|she|shes|who|not|wrong|this is))\\b",
    (
        "(?:stop|quit) (?!making|letting|giving|pulling|playing|teasing|tempting|rushing|kidding|killing|judging|"
        "ignoring|calling|phoning|ringing|emailing|mailing)\\w+ing "
        f"(?:\\w+ ){{0,2}}(?:me|us|my {_NUMBER})\\b(?! laugh| cry)"
    ),
    (
        "stop (?:with )?(?:this|the|your|ur|all) (?:nonsense|bullshit|bs|crap|shit|harassment|bombardment|"
        "madness|garbage)"
    ),
    (
        f"(?:{_NOT} mind|appreciate it|be great|be nice|love it) if (?:you|u) (?:would |could )?stop(?:ped)? "
        f"(?:{_WRITING}|sending)"
    ),
    f"how (?:do|can) (?:i|you|we) (?:make (?:it|this|these|them) )?stop(?: it| this| these| them)?{_END}",
    # remove me; take my number off your list; lose my number
    f"(?:remove|delete|erase|drop|scratch) {_PERSON} (?:from|off)(?: of)? (?:{_YOUR}{_LISTS}|this|here)\\b",
    f"(?:remove|delete|erase) {_PERSON}(?: {_PLEASE})?{_END}",
    f"(?:take|get) {_PERSON} (?:off|out)(?: of)? (?:{_YOUR}{_LISTS}|this|here)\\b",
    f"(?:take|get) {_PERSON} (?:off|out)(?: of)?(?: this| that)?(?: {_PLEASE})?{_END}",
    f"(?:{_WANT}|get|be|go) (?:to be |to get )?off(?: of)? {_YOUR}{_LISTS}",
    (
        f"(?:be|get) (?:removed|deleted|unsubscribed|opted out|taken off)"
        f"(?: (?:from|of|off) (?:{_YOUR}{_LISTS}|this|here)\\b|{_END}| {_PLEASE})"
    ),
    f"(?:take|taken|remove|removed) (?:off|from)(?: of)? {_YOUR}{_LISTS}",
    "do not (?:call|contact|text|disturb) (?:list|registry|register)",
    "(?:lose|forget) (?:my|this) number",
    f"put {_PERSON} on (?:your|the|ur|a) do not (?:call|contact|text|message|disturb)",
    f"block me{_END}",
    # unsubscribe me; i want to opt out; opt me out
    (
        f"unsub(?:scribe)?(?: {_PERSON})?(?: from {_YOUR}"
        "(?!(?:\\w+ ){0,2}(?:e ?mails?|newsletters?|mailings?|membership|plan|premium|billing|box|"
        "channel)\\b)(?:\\w+ ?)+)?"
        f"(?: {_PLEASE})*{_END}"
    ),
    (
        "opt(?:ing)? (?:me |us |my number |this number )?out"
        f"(?: (?:of|from) (?:{_YOUR}{_LISTS}|{_WHICH}(?:{_MESSAGES}|service)|this|it|that|all|everything|these|here))?"
        f"(?: {_PLEASE})*{_END}"
    ),
    "optout\\b",
    # Who has the phone now never agreed to anything. Not `I gave you the wrong number`.
    (
        f"{_START}(?:i (?:think|believe|guess) |im (?:afraid|sorry) |this is |it is |its |"
        "(?!(?:i|we|my|did|is|was|if|do|does|he|she|they|how|a|what|whats|which|whose|where|wheres|any|report)\\b)"
        "\\w+ )*(?:the |a )?"
        "wrong (?:number|person|phone|nbr|num|guy|lady)\\b(?! of)"
    ),
    f"this {_NUMBER} (?:no longer belongs|doesnt belong|does not belong|is no longer|isnt|is not) ",
    # leave me alone; i revoke my consent
    "leave (?:me|us) (?:the \\w+ )?alone",
    "(?:revok|withdraw|retract|rescind)\\w* (?:my |all |any |the )?(?:consent|permission)",
    (
        "(?:you|u) (?:do not|dont|never|have no|did not|didnt) (?:have |had |got |ask for |get )?(?:my |any )?"
        "(?:consent|permission)\\b"
    ),
    f"{_NOT} (?:ever )?(?:give|gave|given) (?:\\w+ ){{0,2}}(?:consent|permission)\\b",
    f"(?:{_NOT}|not) consent(?:ed|ing)?\\b",
    "without my (?:consent|permission)\\b|(?:do not|dont|no longer) have (?:my|our) (?:consent|permission)\\b",
    # i already said stop; how many times do i have to say stop
    f"(?:said|say|saying|told you|told u|telling you) (?:the word )?(?:to )?(?:stop|unsubscribe)(?: {_TIMES})?{_END}",
    f"(?:asked|asking|told|telling) (?:you|u|yall|you guys) to stop(?: {_TIMES})?{_END}",
    f"(?:texted|replied|typed|wrote|sent you|sent) (?:the word )?(?:stop|unsubscribe)(?: {_TIMES})?{_END}",
    # do not text me; don't contact this number again
    (
        f"{_NOT} (?:ever |you ever |you |u )?{_WRITE}(?: (?:me|us|{_MINE} {_NUMBER}|again|anymore|any more|"
        f"here)\\b|{_END})"
    ),
    f"{_NOT} (?:ever |you |u )?send (?:me |us )?(?:{_WHICH}{_MESSAGES}|anymore|any more|anything)\\b",
    # i don't want your messages; i no longer wish to receive texts
    (
        f"{_NOT} {_WANT}(?: for| to)?(?: (?:receive|recieve|get|have|see|be getting|be receiving))? "
        f"{_WHICH}{_MESSAGES}\\b"
    ),
    f"{_NOT} {_WANT}(?: to)? be (?:texted|messaged|contacted|subscribed)",
    f"{_NOT} {_WANT} to be on {_YOUR}{_LISTS}",
    f"{_NOT} {_WANT}(?: to)? hear from (?:you|u|this number)",
    f"{_NOT} (?:accept|take) {_WHICH}{_MESSAGES}\\b",
    "not interested in (?:receiving|getting|any more|your|these) (?:texts|messages|sms|spam|text messages)",
    # i never signed up for this; i do not consent; you have no permission to text me
    (
        f"(?:didnt|did not|never|havent) (?:ever )?{_SUBSCRIBED}"
        f"(?: (?:for|to|4) (?:this|these|it|{_WHICH}{_MESSAGES}|(?:get|getting|receive|receiving) .{{0,20}}))?{_END}"
    ),
    (
        f"(?:didnt|did not|never|havent) (?:ever )?(?:ask(?:ed)?|request(?:ed)?)(?: for| to get| to receive)? "
        f"{_WHICH}{_MESSAGES}\\b"
    ),
    # if you don't stop; why won't you stop texting me
    f"(?:if|unless) (?:you|u|yall|this|it|these) (?:(?:dont|do not|doesnt|wont) )?stop (?:{_WRITING}|sending)",
    "(?:if|unless) (?:you|u|yall) (?:dont|do not|wont) stop",
    f"why (?:wont|dont|cant|do not|will not) (?:you|u|yall|this|these|it) stop(?: {_WRITING}| sending|{_END})",
)

_STATEMENTS: Final = (
    "(?:please |pls |just )?(?:go away|get lost|(?:fuck|piss|bugger|sod|f) off|f off)(?: (?:please|now|already))?",
    f"(?:please )?no more(?: of (?:this|these|those|them|it)| texting| messaging)?(?: {_PLEASE}| {_NEUTRAL})*",
    (
        f"(?:please )?no (?:more )?{_WHICH}(?:texts|text messages|messages|sms|txts|msgs|spam|ads)(?: {_PLEASE}| "
        f"{_NEUTRAL})*"
    ),
    "(?:cancel|end) (?:me|this|subscription|my subscription|the subscription)",
    "enough|i want out|(?:i )?(?:do not|dont) want (?:this|these|this anymore|any|any more)|no consent",
    "i cancel|quit it|dnc|(?:please )?no (?:more )?(?:text|contact)(?: please)?",
    f"(?:please )?off(?: of)? {_YOUR}{_LISTS}(?: {_PLEASE})*",
    f"(?:do not|dont) (?:send|text|contact|message|sms|disturb)(?: {_PLEASE}| anymore| any more| again)*",
    # Who has the phone now never agreed to anything.
    f"(?:this is|this|its|it is|thats) (?:not|isnt|no longer|aint) (?:\\w+ ){{1,3}}{_NUMBER}(?: any ?more)?",
    f"(?:there is |theres )?(?:no|nobody|no one|not a) (?:\\w+ ){{0,4}}(?:at|on|with) (?:this|that) {_NUMBER}",
    "(?:theres |there is )?(?:nobody|no one|noone) (?:here )?(?:by|of|with) that name(?: here)?",
    f"(?:\\w+ ){{0,2}}(?:doesnt|does not|no longer) (?:have|has|own|owns|use|uses) this {_NUMBER}(?: any ?more)?",
)

ENGLISH: Final = OptOutPhrases(
    language="en",
    requests=_REQUESTS,
    statements=_STATEMENTS,
    # Read word by word in `opt_out_intent`: English puts much between a denial and what it denies.
    turns_round="(?!)",
    narrows=(
        "(?:until|till|before|after|during|while|when|unless|except|besides|every|"
        "in (?:all )?(?:english|spanish|french|german|italian|chinese|the (?:morning|evening|night|middle)|"
        "caps)|tomorrow|tonight|today|yet|by (?:phone|call|voice)|on \\w+days?|between|"
        "from \\d|(?:so|this) (?:early|late))\\b"
    ),
    narrows_things="(?:on|at|to|for|about|over|received|today|left|from)\\b",
    things=_MESSAGES,
    narrows_nothing=(f"{_NEUTRAL}\\b"),
    refuses_calls=(
        "(?:stop|quit) (?:calling|phoning|ringing)|(?:dont|do not|please dont|never|not) (?:call|phone|ring)"
        "|(?:contacted|contact me|reached) by (?:phone|call|voice)|no (?:more )?(?:phone )?calls"
    ),
    asks_for_texts="whatsapp|text|texts|texting|txt|message|messages|sms|msg",
    new_number=(
        f"new (?:one|{_NUMBER})|old {_NUMBER}|{_NUMBER} (?:has )?changed|chang(?:e|ed) (?:my|it)|instead use|use \\d"
    ),
)
