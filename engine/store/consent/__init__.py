"""Consent of numbers and addresses: read, and changed with a log."""
