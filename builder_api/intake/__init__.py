"""Requests that come by the thousand, and requests that come twice."""
