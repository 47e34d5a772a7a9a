"""Looking at the site as a whole: settings and records that weaken batch control.

Front door: `registry.find`; each theme has a file of checks, and each check says what is wrong, where, and what to do. It changes nothing.
"""
