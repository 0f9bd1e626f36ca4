"""What should be known before a launch: that people have a number, or consent, in an attribute that nobody looks at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from engine.rules.imports.import_headings import MEANINGS, letters, looks_like_consent, looks_like_phone
from engine.store.contacts.audience import phones_and_attributes

_LOOKED_AT: Final = 1_000
_MOST: Final = 5
_NUMBER: Final = re.compile(r"\+?[\d\s().-]{8,20}", re.ASCII)
_CONSENT: Final = frozenset(
    heading for target in MEANINGS if "consent" in target or "opt_out" in target for heading in MEANINGS[target]
)


def untaken_columns(conn: Connection, contacts: Sequence[int], *, unreached: bool) -> tuple[str, ...]:
    """Sentences about attributes of these contacts that look like a phone of those without one, or (when some are
    `unreached`) like consent: columns of a file that an import did not take as that."""
    if not unreached:
        return ()
    some = list(contacts[:: max(1, -(-len(contacts) // _LOOKED_AT))])
    phones, consents = Counter[str](), Counter[str]()
    for phone, attributes in phones_and_attributes(conn, some):
        for name, value in attributes.items():
            if not phone and looks_like_phone(name) and _NUMBER.fullmatch(str(value)):
                phones[name] += 1
            elif looks_like_consent(name) or letters(name) in _CONSENT:
                consents[name] += 1
    return (
        *(
            f'Some contacts have no phone, but an attribute "{name}" that looks like one. If it is the number to text, '
            "import the file again with that column as the phone."
            for name, _ in phones.most_common(_MOST)
        ),
        *(
            f'The attribute "{name}" looks like consent, but changes nobody\'s. If it says who may be texted, import '
            "the file again with that column as SMS consent or opt-out."
            for name, _ in consents.most_common(_MOST)
        ),
    )
