"""Reordering by what can be used: stock that is stopped, promised or too old does not count.

Front door: `levels.read`, `fitness.of_stock`, `requests.daily`.
"""
