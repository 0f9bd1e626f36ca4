"""Consent: its states and changes, the words in which it is asked for and kept."""
