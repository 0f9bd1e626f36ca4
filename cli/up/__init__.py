"""`postroad up`: all of Postroad as one supervised group of processes."""
