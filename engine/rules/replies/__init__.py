"""Reading replies: keywords, and wishes to stop in many words and languages."""
