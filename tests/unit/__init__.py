"""Tests of core/: no site, no Frappe."""
