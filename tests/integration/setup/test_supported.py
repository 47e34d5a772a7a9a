"""The app is installed on the releases it is tested with, and refused on others in words."""

from __future__ import annotations

import erpnext
import frappe
import pytest

from batch_trace.setup import supported


@pytest.mark.parametrize(
	"version", ["15.102.0", "15.103.2", "15.110.0-beta.1", "16.9.1", "16.10.7", "16.10.0-dev"]
)
def test_tested_releases_and_later_ones_do(site, version):
	assert supported.version_problem("ERPNext", version) == ""


@pytest.mark.parametrize(
	"version", ["14.90.0", "15.0.0", "15.101.9", "16.0.0-dev", "16.9.0", "17.0.0-dev", "develop", ""]
)
def test_older_and_unknown_releases_do_not(site, version):
	assert supported.version_problem("ERPNext", version) == (
		f"ERPNext is {version}. Batch Trace needs 15.102.0 or later 15.x or 16.9.1 or later 16.x. "
		"Update ERPNext, then install Batch Trace again."
	)


@pytest.mark.parametrize(
	("kind", "version", "does"),
	[
		("mariadb", "10.6.16-MariaDB-log", True),
		("mariadb", "11.8.3-MariaDB-0+deb13u1", True),
		("mariadb", "10.5.29-MariaDB", False),
		("mariadb", "8.0.36", False),
		("postgres", "PostgreSQL 15.18 (Debian)", False),
	],
)
def test_only_mariadb_does(site, kind, version, does):
	problem = supported.database_problem(kind, version)
	assert (problem == "") is does
	assert does or problem == f"The database is {kind} {version}. Batch Trace needs MariaDB 10.6 or later."


def test_this_site_is_supported(site):
	supported.check()


def test_installing_names_everything_that_does_not_fit(site, monkeypatch):
	monkeypatch.setattr(frappe, "__version__", "15.50.0")
	monkeypatch.setattr(erpnext, "__version__", "17.0.0-dev")
	with pytest.raises(frappe.ValidationError) as refused:
		supported.check()
	assert "Frappe is 15.50.0" in str(refused.value)
	assert "ERPNext is 17.0.0-dev" in str(refused.value)


def test_installing_asks_first(site, monkeypatch):
	from batch_trace.setup import install

	monkeypatch.setattr(frappe, "__version__", "15.50.0")
	monkeypatch.setattr(install, "make_fields", lambda: pytest.fail("went on although it was refused"))
	with pytest.raises(frappe.ValidationError):
		install.before_install()
