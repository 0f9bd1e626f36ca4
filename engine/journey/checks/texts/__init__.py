"""Checks of what a journey says: every text that its steps carry."""
