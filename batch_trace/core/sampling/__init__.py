"""How many units of a lot are inspected by attributes, when the lot is accepted, and how severe the next inspection is.

Front door: `plans.plan` and `plans.judge` for one lot, `switching.state` for a supplier's history. It knows neither items nor
inspections. Where each table comes from stands in docs/inspection.md.
"""
