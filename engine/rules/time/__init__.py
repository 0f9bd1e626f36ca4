"""Instants, durations, time zones, dates as people write them, and quiet hours."""
