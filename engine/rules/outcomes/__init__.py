"""How things come out: the states they can be in, the reasons why not, and the base of every refusal."""
