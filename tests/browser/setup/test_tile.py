"""The app's tile on version 15's apps screen and on version 16's desktop."""

from __future__ import annotations

import re

from playwright.sync_api import expect

TILE = ".app-logo[app-name='batch_trace'], .desktop-icon[data-id='Batch Trace']"
LOGO = "/assets/batch_trace/images/batch_trace.svg"


def test_the_tile_shows_the_logo_and_opens_the_workspace(desk, bakery):
	desk.goto("/apps")
	tile = desk.locator(TILE)
	expect(tile.locator("img")).to_have_attribute("src", LOGO)
	tile.click()
	expect(desk).to_have_url(re.compile(r"/(app|desk)/batch-trace(\?.*)?$"))
	expect(desk.get_by_text("Open Gaps").first).to_be_visible()


def test_the_workspace_is_found_by_its_name(desk, bakery):
	"""As version 15 writes the address of a tile's workspace."""
	desk.goto("/app/Batch Trace")
	expect(desk).to_have_url(re.compile(r"/(app|desk)/batch-trace$"))
