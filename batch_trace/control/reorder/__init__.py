"""Reorders by usable stock: stock that is stopped, promised or too old does not count.

Front door: `levels.read`, `fitness.of_stock`, `requests.daily`.
"""
