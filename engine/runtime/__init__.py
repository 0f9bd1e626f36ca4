"""What every room that moves enrolments needs: the database with compiled plans, limits in time, and the quarantine."""
