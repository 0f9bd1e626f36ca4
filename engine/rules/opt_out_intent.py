"""The second layer of STOP: a message that is no keyword, and yet says clearly that its writer wants no more.

Source: 47 CFR 64.1200(a)(10): consent may be revoked in any reasonable manner that clearly expresses a desire
not to receive further messages. What is only angry, or only about stopping something, is left to a person.
"""


def find_intent(body: str) -> str | None:
    """The words of the message that ask for no more messages; None when it does not clearly ask for that."""
    return None
