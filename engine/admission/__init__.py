"""Admission: how contacts come into journeys, by events, by hand and by launches."""
