"""Routes of contacts, their files, fields and segments."""
