"""Movement: how enrolments go from step to step, and what events, dates and consent do to those under way."""
