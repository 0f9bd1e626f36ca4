"""How HTTP is spoken here: bodies read strictly, errors as problem+json, pages of lists, static files."""
