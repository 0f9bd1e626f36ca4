"""What a text says that its readers will not see as it was meant: other tools' tags, markup, words that stop texts."""
