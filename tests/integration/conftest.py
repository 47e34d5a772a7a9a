"""Connects the tests to a site. Each test's changes are rolled back; the plant is built once and stays."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

frappe = pytest.importorskip("frappe")

if SITES := os.environ.get("BATCH_TRACE_SITES_PATH"):
	os.chdir(SITES)  # Frappe writes logs beside the folder in which its modules are first imported

pytest.register_assert_rewrite("tests.integration.support.agreement")

from batch_trace.ledger import capture  # noqa: E402
from tests.integration.support.agreement import assert_agreement  # noqa: E402
from tests.integration.support.bakery import Bakery, bake  # noqa: E402
from tests.integration.support.built_once import BuiltOnce  # noqa: E402
from tests.integration.support.command_line import here  # noqa: E402, F401
from tests.integration.support.plant import Plant, build_plant  # noqa: E402
from tests.integration.support.signers import qa, record  # noqa: E402, F401


@pytest.fixture(scope="session")
def site():
	"""A connection to the site that BATCH_TRACE_SITE names, as Administrator."""
	name = os.environ.get("BATCH_TRACE_SITE")
	if not name:
		pytest.skip("BATCH_TRACE_SITE is not set")
	os.chdir(os.environ["BATCH_TRACE_SITES_PATH"])
	frappe.init(site=name, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.flags.in_test = frappe.in_test = True
	frappe.flags.mute_emails = True
	build_plant()
	frappe.db.commit()
	yield name
	frappe.destroy()


@pytest.fixture(scope="module")
def built(site) -> BuiltOnce:
	"""What the module's tests begin with; nothing of it is left to the next module's."""
	built = BuiltOnce()
	yield built
	frappe.set_user("Administrator")
	built.forget()


@pytest.fixture
def plant(request, site, built, monkeypatch) -> Plant:
	"""A small plant whose documents are gone after the test.

	ERPNext commits here and there (a POS closing does): then everything happens but the commit itself.
	"""
	frappe.set_user("Administrator")
	if "once" not in request.fixturenames:
		built.forget()
	monkeypatch.setattr(frappe.db, "commit", frappe.db.before_commit.run)
	yield Plant()
	built.undo()


@pytest.fixture
def once(plant, built) -> Callable:
	"""Call it with a function that builds what several tests begin with: it runs once a module, or again where a test rolled it back."""
	return built.get


@pytest.fixture
def bakery(once) -> Bakery:
	"""The story, told once a module."""
	return once(bake)


@pytest.fixture
def agreement(plant):
	"""After the test, the ledger must tell what ERPNext's stock ledger tells, voucher by voucher."""
	yield
	capture.flush()
	assert_agreement()


@pytest.fixture
def db(site):
	"""The site's database."""
	return frappe.db
