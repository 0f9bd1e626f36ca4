"""Contacts: written, found, read in order, and what happened to them."""
