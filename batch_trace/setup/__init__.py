"""Installation, uninstallation (its mirror) and the demo company.

Both use the table in `custom_fields`. After the installation, nothing here runs except after a migration.
"""
