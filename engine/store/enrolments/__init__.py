"""Enrolments and their cohorts: who rests where, who is due, and lists of them."""
