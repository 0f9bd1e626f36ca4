"""Why something was skipped, held, refused or ended: a stable code, and the sentence a marketer reads."""

from enum import StrEnum


class Reason(StrEnum):
    """The codes in message, path and enrolment rows; `sentence(reason)` has the words for each."""

    # The number. These are also the `phone_problem` of a contact.
    NO_PHONE = "no_phone"
    PHONE_NOT_A_NUMBER = "phone_not_a_number"
    PHONE_ROUNDED = "phone_rounded"
    PHONE_SEVERAL_NUMBERS = "phone_several_numbers"
    PHONE_TOO_SHORT = "phone_too_short"
    PHONE_TOO_LONG = "phone_too_long"
    PHONE_NO_COUNTRY = "phone_no_country"
    PHONE_UNKNOWN_COUNTRY = "phone_unknown_country"
    PHONE_NOT_VALID = "phone_not_valid"
    PHONE_EXTENSION = "phone_extension"
    PHONE_SHORT_CODE = "phone_short_code"
    PHONE_FIXED_LINE = "phone_fixed_line"
    PHONE_TOLL_FREE = "phone_toll_free"
    PHONE_PREMIUM_RATE = "phone_premium_rate"
    PHONE_SHARED_COST = "phone_shared_cost"
    PHONE_UAN = "phone_uan"
    PHONE_PAGER = "phone_pager"
    PHONE_PERSONAL = "phone_personal"
    PHONE_VOICEMAIL = "phone_voicemail"

    # The permission.
    OPTED_OUT = "opted_out"
    CONSENT_UNKNOWN = "consent_unknown"
    CONSENT_PENDING = "consent_pending"
    ALREADY_OPTED_IN = "already_opted_in"
    QUESTION_LAPSED = "question_lapsed"
    ANSWER_TOO_LATE = "answer_too_late"
    ANSWER_TO_NOBODY = "answer_to_nobody"

    # What else the gate looks at.
    DUPLICATE_NUMBER = "duplicate_number"
    FREQUENCY_CAP = "frequency_cap"
    QUIET_HOURS = "quiet_hours"
    NO_SENDER = "no_sender"
    SMS_OFF = "sms_off"
    COUNTRY_NOT_SERVED = "country_not_served"
    PAUSED = "paused"
    TOO_LATE = "too_late"
    EVENT_PASSED = "event_passed"
    SET_ASIDE = "set_aside"
    BODY_EMPTY = "body_empty"
    BODY_TOO_LONG = "body_too_long"
    BODY_REFUSED = "body_refused"
    PUBLIC_SHORTENER = "public_shortener"
    NO_EMAIL = "no_email"
    EMAIL_NOT_VALID = "email_not_valid"
    EMAIL_OPTED_OUT = "email_opted_out"

    # What the carrier said, or didn't.
    CARRIER_REJECTED = "carrier_rejected"
    CARRIER_OPTED_OUT = "carrier_opted_out"
    CARRIER_NUMBER = "carrier_number"
    CARRIER_REGION = "carrier_region"
    CARRIER_UNREACHABLE_PHONE = "carrier_unreachable_phone"
    CARRIER_FILTERED = "carrier_filtered"
    CARRIER_BUSY = "carrier_busy"
    CARRIER_UNREACHABLE = "carrier_unreachable"
    CARRIER_QUIET_HOURS = "carrier_quiet_hours"
    OUTCOME_UNKNOWN = "outcome_unknown"
    EMAIL_SENDER_NOT_VALID = "email_sender_not_valid"
    BODY_NOT_JSON = "body_not_json"
    ACCOUNT_UNNAMED = "account_unnamed"
    WEBHOOK_ADDRESS = "webhook_address"
    WEBHOOK_REFUSED = "webhook_refused"
    WEBHOOK_UNREACHABLE = "webhook_unreachable"

    # Why an enrolment ended, or a step was left the way it was.
    JOURNEY_COMPLETED = "journey_completed"
    ANOTHER_WAY = "another_way"
    GOAL_REACHED = "goal_reached"
    ONLY_SMS_AHEAD = "only_sms_ahead"
    EXIT_ON_OPT_OUT = "exit_on_opt_out"
    MISSED = "missed"
    WAIT_DATE_MISSING = "wait_date_missing"
    WAIT_DATE_UNREADABLE = "wait_date_unreadable"
    NO_DATE_CAME = "no_date_came"
    DATE_MOVED = "date_moved"
    CANCELLED = "cancelled"
    CANCELLED_BY_EVENT = "cancelled_by_event"
    MESSAGE_CANCELLED = "message_cancelled"
    NOT_ASKED = "not_asked"
    ENROLMENT_ENDED = "enrolment_ended"
    JOURNEY_CANCELLED = "journey_cancelled"
    ALREADY_ENROLLED = "already_enrolled"


_SENTENCES: dict[Reason, str] = {
    Reason.ACCOUNT_UNNAMED: (
        "The message says the account's name, and the account has none yet; name it under Settings, Account."
    ),
    Reason.NO_PHONE: "The contact has no phone number; add one to text them.",
    Reason.PHONE_NOT_A_NUMBER: (
        "What was submitted is not a phone number; write it in digits, such as +1 212 555 0147."
    ),
    Reason.PHONE_ROUNDED: (
        "A spreadsheet rounded the number (as in 2.12556E+09); format the column as text and export it again."
    ),
    Reason.PHONE_SEVERAL_NUMBERS: "The phone field holds more than one number; keep the one to text.",
    Reason.PHONE_TOO_SHORT: "The number is too short; write all of it, with the area code.",
    Reason.PHONE_TOO_LONG: ("The number has too many digits; check it for a digit typed twice or a second number."),
    Reason.PHONE_NO_COUNTRY: (
        "The number does not say which country it is from; write it with + and the country code, "
        "or give the contact's country."
    ),
    Reason.PHONE_UNKNOWN_COUNTRY: (
        "The contact's country is not one we know; write its two-letter code, such as AU, "
        "or write the number with + and the country code."
    ),
    Reason.PHONE_NOT_VALID: (
        "No phone has this number: its digits are in no range in use; check it for a typing mistake."
    ),
    Reason.PHONE_EXTENSION: ("The number has an extension, and an extension cannot be texted; give a mobile number."),
    Reason.PHONE_SHORT_CODE: ("This is a short code, and a short code cannot be texted by us; give a mobile number."),
    Reason.PHONE_FIXED_LINE: "This is a landline, and a landline cannot be texted; give a mobile number.",
    Reason.PHONE_TOLL_FREE: "This is a toll-free number, and it cannot be texted; give a mobile number.",
    Reason.PHONE_PREMIUM_RATE: "This is a premium-rate number, and it is never texted; give a mobile number.",
    Reason.PHONE_SHARED_COST: "This is a shared-cost number, and it is never texted; give a mobile number.",
    Reason.PHONE_UAN: "This is a company's service number, and it cannot be texted; give a mobile number.",
    Reason.PHONE_PAGER: "This is a pager, and it cannot be texted; give a mobile number.",
    Reason.PHONE_PERSONAL: (
        "This is a personal follow-me number, and outside +1 it is never texted; give a mobile number."
    ),
    Reason.PHONE_VOICEMAIL: "This is a voicemail box, and it cannot be texted; give a mobile number.",
    Reason.OPTED_OUT: (
        "The number is opted out: it replied STOP or was imported as opted out; only its own START undoes that."
    ),
    Reason.CONSENT_UNKNOWN: (
        "There is no record that this number agreed to be texted; ask for an opt-in, "
        "or import the consent with its source."
    ),
    Reason.CONSENT_PENDING: "The number was asked to opt in and has not replied START yet.",
    Reason.ALREADY_OPTED_IN: "The number had opted in already, so it was not asked to.",
    Reason.QUESTION_LAPSED: (
        "The number was to be asked to opt in while SMS was switched off, and more than 30 days have passed; "
        "let the contact submit the form again."
    ),
    Reason.ANSWER_TOO_LATE: (
        "The number has not opted in, and more than 24 hours have passed since it wrote; "
        "it can be answered when it writes again or opts in."
    ),
    Reason.ANSWER_TO_NOBODY: (
        "The message came from a short code or a sender's name, which nobody can text back; "
        "call or write to whoever it names."
    ),
    Reason.DUPLICATE_NUMBER: "Another contact in this launch has the same number and got the message.",
    Reason.FREQUENCY_CAP: "The number has had as many marketing messages as the frequency cap allows.",
    Reason.QUIET_HOURS: "It is quiet hours where the contact is; the message goes out when they end.",
    Reason.NO_SENDER: "There is no sender for this message; choose one in the step, or set the account's.",
    Reason.SMS_OFF: "SMS is not switched on for the account yet; switch it on under Senders.",
    Reason.COUNTRY_NOT_SERVED: (
        "The sender does not text this country; add the country to the sender, or use another one."
    ),
    Reason.PAUSED: (
        "The message came due while the journey was paused, and the journey was resumed without what was overdue."
    ),
    Reason.TOO_LATE: "It was later than the step allows: it had been held, or nothing ran for a while.",
    Reason.EVENT_PASSED: (
        "It was to go before a date, and could only have gone after it: quiet hours, a pause or a slow sender held it."
    ),
    Reason.SET_ASIDE: (
        "What comes next for this contact could not be written down; it is tried again by itself every ten minutes, "
        "and the log says why."
    ),
    Reason.BODY_EMPTY: "The message was empty for this contact; give its merge fields a default.",
    Reason.BODY_TOO_LONG: (
        "The message is longer than the 1,600 characters a carrier takes; shorten it or its merge fields."
    ),
    Reason.BODY_REFUSED: "The message could not be written for this contact; look at its template.",
    Reason.PUBLIC_SHORTENER: (
        "The message has a link by a public shortener, and carriers block those; "
        "put the full link in and let Postroad shorten it."
    ),
    Reason.NO_EMAIL: "The contact has no e-mail address; add one to write to them.",
    Reason.EMAIL_NOT_VALID: "The contact's e-mail address is not valid; correct it.",
    Reason.EMAIL_OPTED_OUT: "The contact unsubscribed from e-mail.",
    Reason.CARRIER_REJECTED: "The carrier rejected the message; its code says why.",
    Reason.CARRIER_OPTED_OUT: ("The carrier says that this number opted out; it is recorded as opted out here too."),
    Reason.CARRIER_NUMBER: ("The carrier says that this is not a number it can text; check the contact's number."),
    Reason.CARRIER_REGION: ("The carrier account may not text this country; switch the country on at the carrier."),
    Reason.CARRIER_UNREACHABLE_PHONE: ("The phone cannot be reached: it is off, out of service or cannot take SMS."),
    Reason.CARRIER_FILTERED: (
        "The carrier blocked the message as unwanted; look at its wording, links and the sender's registration."
    ),
    Reason.CARRIER_BUSY: "The carrier accepts no more messages right now; the message is retried automatically.",
    Reason.CARRIER_UNREACHABLE: "The carrier could not be reached; the message is retried automatically.",
    Reason.CARRIER_QUIET_HOURS: "The carrier holds messages at this hour by law; it is tried again later.",
    Reason.OUTCOME_UNKNOWN: (
        "The connection broke while the message was handed over, and the carrier cannot say whether "
        "it took it; it was not sent again, so that nobody gets it twice."
    ),
    Reason.WEBHOOK_ADDRESS: (
        "The webhook's address is not a public one; call a public address, or allow private ones for this installation."
    ),
    Reason.EMAIL_SENDER_NOT_VALID: (
        'The step says "from" what is not one e-mail address; write it as news@example.com or Acme <news@example.com>.'
    ),
    Reason.BODY_NOT_JSON: (
        "The webhook's body is declared as JSON and is none, so it was not called; look for a comma or a quote too "
        "many in its template."
    ),
    Reason.WEBHOOK_REFUSED: "The receiver rejected the webhook call; its answer says why.",
    Reason.WEBHOOK_UNREACHABLE: "The webhook's receiver did not accept the call; it is retried automatically.",
    Reason.JOURNEY_COMPLETED: "The contact came to the end of the journey.",
    Reason.ANOTHER_WAY: "The contact takes another path, without a text.",
    Reason.GOAL_REACHED: "The contact reached the journey's goal.",
    Reason.ONLY_SMS_AHEAD: "The number is opted out, and nothing but SMS was left for this contact.",
    Reason.EXIT_ON_OPT_OUT: "The number is opted out, and this journey ends for contacts who opt out.",
    Reason.MISSED: "The time to wait for had already passed.",
    Reason.WAIT_DATE_MISSING: (
        "There is no date to wait for, so nothing is sent: the contact waits here until the event or the contact "
        "has one, for up to a year."
    ),
    Reason.WAIT_DATE_UNREADABLE: (
        "What should be the date to wait for can't be read as one, so nothing is sent: the contact waits here until it "
        "is corrected, for up to a year. Write it as 2026-03-05T18:00:00Z."
    ),
    Reason.DATE_MOVED: "The date was moved, so the contact went back to a wait that lies ahead again.",
    Reason.NO_DATE_CAME: "There was no date to wait for, and none came within a year.",
    Reason.CANCELLED: "Someone cancelled the contact's enrolment.",
    Reason.CANCELLED_BY_EVENT: "An event cancelled it, such as a cancelled webinar.",
    Reason.MESSAGE_CANCELLED: "Someone cancelled the message before it was handed to the carrier.",
    Reason.NOT_ASKED: (
        "The question was cancelled: the number answered while it was held, or another journey has asked it."
    ),
    Reason.ENROLMENT_ENDED: "The contact had left the journey before the message was due.",
    Reason.JOURNEY_CANCELLED: "The journey was cancelled.",
    Reason.ALREADY_ENROLLED: (
        "The contact is already in this journey, or has been, and its re-entry rule does not let them in again."
    ),
}


def sentence(reason: Reason | str) -> str:
    """The marketer's sentence for a code; a code from a newer version is shown as it is, never an error."""
    try:
        return _SENTENCES[Reason(reason)]
    except (ValueError, KeyError):
        return f"Reason: {reason}."
