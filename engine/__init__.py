"""The domain of Postroad: journeys, rules, the store, and what moves enrolments. Knows no Temporal and no web."""
