"""A browser logged in to the desk of the test site, where the bakery's story stands."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

frappe = pytest.importorskip("frappe")
sync_api = pytest.importorskip("playwright.sync_api")

from tests.integration.support.bakery import Bakery, bake  # noqa: E402
from tests.integration.support.plant import Plant, build_plant  # noqa: E402

QUIET = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync"
SECONDS = 60


@contextmanager
def on_the_site() -> Iterator[Plant]:
	"""The plant, on a connection whose changes are kept, so that the web server sees them."""
	if not os.environ.get("BATCH_TRACE_URL"):
		pytest.skip("BATCH_TRACE_URL is not set")
	os.chdir(os.environ["BATCH_TRACE_SITES_PATH"])
	frappe.init(site=os.environ["BATCH_TRACE_SITE"], sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	try:
		build_plant()
		yield Plant()
		frappe.db.commit()
		frappe.clear_cache()
	finally:
		frappe.destroy()


@pytest.fixture(scope="session")
def bakery() -> Bakery:
	"""The story, told anew on the site."""
	with on_the_site() as plant:
		story = bake(plant)
		_leave_out_the_wizard()
	return story


def _leave_out_the_wizard() -> None:
	"""Record that the set-up is done, where each version keeps it."""
	frappe.db.set_single_value("System Settings", "setup_complete", 1)
	frappe.db.set_default("desktop:home_page", "workspace")
	if frappe.get_meta("Installed Application").has_field("is_setup_complete"):
		frappe.db.sql("UPDATE `tabInstalled Application` SET is_setup_complete = 1")


@pytest.fixture(scope="session")
def browser(bakery) -> Iterator[sync_api.Browser]:
	"""The Chromium that BATCH_TRACE_CHROMIUM names."""
	with sync_api.sync_playwright() as playwright:
		flags = [f"--{flag}" for flag in QUIET.split()]
		chromium = playwright.chromium.launch(executable_path=os.environ["BATCH_TRACE_CHROMIUM"], args=flags)
		yield chromium
		chromium.close()


@pytest.fixture(scope="session")
def session(browser) -> dict:
	"""The cookies of Administrator, logged in as a user would."""
	return log_in(browser, "Administrator", "admin")


def log_in(browser, user: str, password: str) -> dict:
	"""Return the cookies of a user, logged in at the login page."""
	context = browser.new_context(base_url=os.environ["BATCH_TRACE_URL"])
	page = context.new_page()
	page.set_default_timeout(SECONDS * 1000)
	page.goto("/login")
	page.fill("#login_email", user)
	page.fill("#login_password", password)
	page.click(".for-login .btn-login")
	page.wait_for_url(re.compile(r"/(app|desk)\b"))
	cookies = context.storage_state()
	context.close()
	return cookies


def open_page(browser, session, width: int, height: int) -> Iterator[sync_api.Page]:
	"""A page on a screen of this size, logged in with the cookies of the session.

	Without motion a dialog is there at once: what is typed while it fades in can end in the field that it focuses.
	"""
	context = browser.new_context(
		base_url=os.environ["BATCH_TRACE_URL"],
		storage_state=session,
		viewport={"width": width, "height": height},
		reduced_motion="reduce",
	)
	page = context.new_page()
	page.set_default_timeout(SECONDS * 1000)
	sync_api.expect.set_options(timeout=SECONDS * 1000)
	yield page
	context.close()


@pytest.fixture
def desk(browser, session) -> Iterator[sync_api.Page]:
	"""A page on a desk's screen."""
	yield from open_page(browser, session, 1400, 900)


@pytest.fixture
def phone(browser, session) -> Iterator[sync_api.Page]:
	"""A page on a phone's screen."""
	yield from open_page(browser, session, 390, 844)
