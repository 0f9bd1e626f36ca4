"""Rules of single messages: encodings and segments, the opt-out clause, frequency caps, formats of bodies."""
