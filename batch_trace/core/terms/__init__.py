"""The words every other room uses: nodes, kinds of event, movements, quantities, masses, moments, errors.

Nothing here reads anything or decides anything.
"""
