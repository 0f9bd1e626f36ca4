"""The journey document: what a marketer draws."""
