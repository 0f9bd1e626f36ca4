"""Pure rules of the field: they decide from what they are given, take `now`, and touch nothing."""
