"""Installing and uninstalling, each the mirror of the other, and the demo company.

`custom_fields` is one table that drives both. Nothing here runs once the app is installed, except after a migration.
"""
