"""Tests on a site, rolled back one by one. `conftest.py` connects to the site; `support/` builds what they need."""
