"""What moves enrolments: admission, advance, the dispatch gate, event matching, rehearsal."""
