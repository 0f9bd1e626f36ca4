"""Journeys: drafts, versions, plans, counts, and their states."""
