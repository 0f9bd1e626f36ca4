"""Tables and the set-based queries over them. All SQL of Postroad is here."""
