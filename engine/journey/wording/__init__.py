"""Words: how findings and sentences quote, list and name things."""
