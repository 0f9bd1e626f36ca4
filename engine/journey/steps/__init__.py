"""The step types, a module each: all that a type is stands in its definition."""
