"""Runs the bench commands on the test's database connection."""

from __future__ import annotations

from contextlib import contextmanager

import click
import frappe
import pytest
from click.testing import CliRunner, Result

from batch_trace import commands


@pytest.fixture
def here(site, monkeypatch):
	"""Run the commands on the test's connection, so that they see uncommitted rows."""

	@contextmanager
	def connected(context):
		try:
			yield
		except (frappe.ValidationError, frappe.DoesNotExistError) as error:
			raise click.ClickException(frappe.utils.strip_html(str(error))) from error

	monkeypatch.setattr(commands, "_connected", connected)
	context = frappe._dict(sites=[site], force=False, verbose=False, profile=False)

	def invoke(*words: str) -> Result:
		return CliRunner().invoke(commands.batch_trace, words, obj=context)

	return invoke
