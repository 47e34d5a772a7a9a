"""Certificates to customers: which results hold for a whole batch, and what is issued of them.

Front door: `customer_certificates.issue`. It decides nothing: a batch is certified when QA has released it.
"""
