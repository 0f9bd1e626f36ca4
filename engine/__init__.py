"""The domain of Postroad: the rules of the field, journeys, the store, and the rooms that move, send and answer.

Knows no Temporal and no web.
"""
