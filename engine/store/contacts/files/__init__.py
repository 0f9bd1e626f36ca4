"""Contacts and opt-outs in files: read, imported, exported."""
