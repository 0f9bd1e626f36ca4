"""Tests of what people do with Postroad in a browser. A package, so that one browser serves them all and no others."""
