"""Bench commands: bench --site SITE batch-trace {trace,balance,backfill,check,verify,rotate-key,reseal,export,demo}."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import frappe
from frappe.commands import get_site, pass_context


@contextmanager
def _connected(context: Any) -> Iterator[None]:
	"""Connect to the site as Administrator; a refusal ends the command with its message."""
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		yield
	except (frappe.ValidationError, frappe.DoesNotExistError) as error:
		frappe.db.rollback()
		raise click.ClickException(frappe.utils.strip_html(str(error))) from error
	finally:
		frappe.destroy()


@click.group("batch-trace")
def batch_trace() -> None:
	"""Trace batches, and keep the trace ledger."""


@batch_trace.command("trace")
@click.argument("start")
@click.option("--forward", "direction", flag_value="forward", help="What was made of it, and who got it.")
@click.option("--backward", "direction", flag_value="backward", help="What it was made from.")
@click.option("--siblings", "direction", flag_value="siblings", help="Everything that shares an input.")
@click.option("--both", "direction", flag_value="both", default="both")
@click.option("--start-type", default="Batch", help='"Batch", "Serial No", "Supplier Batch" or a doctype.')
@click.option("--supplier", help="Whose batch number it is, with --start-type 'Supplier Batch'.")
@click.option("--as-of", help="What the ledger knew at that time: 2026-03-31 or 2026-03-31 14:00:00.")
@click.option("--max-depth", type=int)
@click.option("--ignore-time", is_flag=True, help="Show what time clears, too.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
@pass_context
def trace_command(context: Any, start: str, as_json: bool, **options: Any) -> None:
	"""Trace START, a batch unless --start-type says otherwise."""
	from batch_trace.api.trace import trace
	from batch_trace.core.shown.text_table import parties
	from batch_trace.core.shown.text_tree import text_tree

	with _connected(context):
		answer = trace(start, **options)
		lines = [json.dumps(answer, indent=1)] if as_json else [*text_tree(answer), *parties(answer)]
	click.echo("\n".join(lines))


@batch_trace.command("balance")
@click.argument("batch")
@pass_context
def balance_command(context: Any, batch: str) -> None:
	"""Print the mass balance of BATCH."""
	from batch_trace.api.trace import mass_balance

	with _connected(context):
		for name, value in mass_balance(batch).items():
			click.echo(f"{name.replace('_', ' '):24}{value}")


@batch_trace.command("backfill")
@click.option("--restart", is_flag=True, help="Begin again; what is in the ledger is left alone.")
@pass_context
def backfill_command(context: Any, restart: bool) -> None:
	"""Read the site's history into the ledger; goes on where it stopped."""
	from batch_trace.ledger import backfill

	with _connected(context):
		with _bar() as progress:
			complete = backfill.run(restart=restart, progress=progress)
		at = backfill.state()
	state = "complete" if complete else "stopped"
	click.echo(f"Back-fill {state}: {at.backfill_done} vouchers, {at.backfill_entries} entries written.")


@contextmanager
def _bar() -> Iterator[Callable[[int, int, int], None]]:
	"""Show a progress bar; yields the function that moves it: (vouchers done, in total, entries written)."""
	with click.progressbar(length=1, label="Vouchers", show_pos=True) as bar:

		def show(done: int, total: int, entries: int) -> None:
			bar.length = max(total, done)
			bar.update(done - bar.pos)

		yield show


@batch_trace.command("check")
@click.option("--repair", "repairs", is_flag=True, help="Repair what can be repaired, then check again.")
@pass_context
def check_command(context: Any, *, repairs: bool) -> None:
	"""Compare the ledger with ERPNext's stock ledger; exits with 1 on any difference."""
	from batch_trace.ledger import repair
	from batch_trace.ledger.check import check

	def checked() -> list[str]:
		found = check(progress=lambda part: click.echo(f"Checking {part} …"))
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a command has no request that commits
		return [finding.message for finding in found]

	with _connected(context):
		found = checked()
		if repairs and found:
			for outcome in repair.one_by_one(repair.open_gaps()):
				click.echo(f"{'Repaired' if outcome.is_gone else 'Still open'}: {outcome.message}")
			found = checked()
	_report(found, "The ledger agrees with ERPNext's stock ledger.")


@batch_trace.command("verify")
@pass_context
def verify_command(context: Any) -> None:
	"""Verify the seals of the ledger's events; exits with 1 when one is broken."""
	from batch_trace.ledger.check import SEALED
	from batch_trace.ledger.seals import broken

	with _connected(context):
		found = [f"Event {b.event} of {b.voucher_type} {b.voucher_no} was changed." for b in broken()]
		found += [finding.message for stage in SEALED for _at, slice_ in stage(None) for finding in slice_]
	_report(found, "Every event is as it was recorded.")


def _report(findings: list[str], all_well: str) -> None:
	for finding in findings:
		click.echo(finding)
	if findings:
		raise SystemExit(1)
	click.echo(all_well)


@batch_trace.command("rotate-key")
@pass_context
def rotate_key_command(context: Any) -> None:
	"""Seal with a new key from now on; the older ones stay in site_config.json and still verify."""
	from batch_trace.ledger.sealing import keys

	with _connected(context):
		key = keys.rotate()
	click.echo(f"Sealing with key {key} from now on. Back up site_config.json.")


@batch_trace.command("reseal")
@click.option("--user", required=True, help="Who signs; they must be allowed to release batches.")
@click.option("--reason", required=True, help="What was lost or restored, and how it was compared.")
@click.password_option("--password", confirmation_prompt=False, help="The user's password or signing PIN.")
@pass_context
def reseal_command(context: Any, user: str, reason: str, password: str) -> None:
	"""Seal anew what the site cannot verify, signed by a user."""
	from batch_trace.control.loosening import evidence, resealing
	from batch_trace.ledger.sealing import reseal

	with _connected(context):
		frappe.set_user(user)
		record = resealing.order(reason, password, in_background=False)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - the signed record stays, whatever becomes of the rest
		reseal.run_job(f"{evidence.CHANGE} {record}")
	click.echo(f"Sealed anew: {evidence.CHANGE} {record}.")


@batch_trace.command("export")
@click.argument("path", type=click.Path(dir_okay=False))
@pass_context
def export_command(context: Any, path: str) -> None:
	"""Write the site's ledger to the SQLite file PATH, which `batch-trace` reads without ERPNext."""
	from batch_trace.ledger.export import export

	with _connected(context):
		rows = export(path)
	click.echo(f"Wrote {rows} rows to {path}.")


@batch_trace.command("demo")
@pass_context
def demo_command(context: Any) -> None:
	"""Build the demo company on a fresh site and print the worked case."""
	from batch_trace.core.shown.worked_case import worked_case
	from batch_trace.ledger.site_ledger import site_ledger
	from batch_trace.setup.demo import CASE, build

	with _connected(context):
		build(progress=click.echo)
		for line in worked_case(site_ledger(), CASE):
			click.echo(line)


commands = [batch_trace]
