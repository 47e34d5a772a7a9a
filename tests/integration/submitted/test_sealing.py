"""Keys, blocks and the anchor: rotation, a lost secret, late commits, a chain cut short, and the signed way out."""

from __future__ import annotations

import json

import frappe
import pytest

from batch_trace.api import sealing as api
from batch_trace.control.policy import policies
from batch_trace.control.signatures import signing
from batch_trace.control.submitted import record
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.repair import COLUMNS
from batch_trace.ledger.sealing import anchor, blocks, keys, records, reseal, state_content, upgrade
from tests.integration.support.findings import change, problems
from tests.integration.support.policies import make_group
from tests.integration.support.qa import PASSWORD, control, give_password
from tests.integration.support.voucher_entries import event


@pytest.fixture
def secrets(monkeypatch):
	"""Set the site's secrets, for the test only."""

	def give(*given: str) -> None:
		monkeypatch.setitem(frappe.conf, keys.CONFIG, list(given))

	return give


@pytest.fixture
def file(monkeypatch, tmp_path):
	"""An anchor file of the test's own."""
	path = tmp_path / anchor.FILE
	monkeypatch.setattr(anchor, "path", lambda: path)
	return path


OLD, NEW = "o" * 64, "n" * 64


def test_a_rotated_key_verifies_what_the_older_one_sealed(shipped, plant, secrets):
	secrets(*keys._secrets(), NEW)
	plant.ship("FLOUR", 1, "F1")
	used = {seal.partition(":")[0] for seal in frappe.get_all("Trace Event", pluck="seal")}
	assert keys.site_keys().current in used and len(used) == 2
	assert problems() == []


def test_a_site_without_its_secret_says_so_and_goes_on(shipped, plant, secrets, file):
	give_password()
	secrets(NEW)
	plant.ship("FLOUR", 1, "F1")
	found = problems()
	assert found and {code for code, _ in found} <= {"seal_key_unknown", "anchor_differs"}
	name = api.reseal("restored on another machine without its configuration", PASSWORD)
	reseal.run_job(f"Batch Control Change {name}")
	assert problems() == []
	assert signing.signatures_of("Batch Control Change", name)[0]["is_intact"]
	assert "Trace Event" in frappe.get_doc("Batch Control Change", name).changes
	change("Trace Event", event(shipped).name, "hash", "0" * 64)
	assert ("seal_broken", shipped.name) in problems()


def test_sealing_anew_is_signed_and_keeps_what_is_broken(shipped, secrets, file):
	change("Trace Event", event(shipped).name, "operator", "nobody")
	with pytest.raises(frappe.ValidationError):
		api.reseal("", PASSWORD)
	with pytest.raises(signing.SignatureRefused):
		api.reseal("restored", None)
	give_password()
	api.reseal("restored", PASSWORD)
	reseal.run_job("test")
	assert problems() == [("seal_broken", shipped.name)]


def test_without_a_secret_nothing_is_sealed_and_nothing_passes(plant, secrets):
	secrets()
	plant.receive("FLOUR", 10, "F1")
	receipt = frappe.get_last_doc("Trace Event")
	assert not receipt.seal
	assert problems() == [("seal_key_unknown", keys.CONFIG)]
	secrets(NEW)
	assert ("seal_broken", receipt.voucher_no) in problems()


def test_a_record_that_commits_late_is_chained_later(shipped):
	[late] = next_numbers("Trace Gap Repair", 1)
	[early] = next_numbers("Trace Gap Repair", 1)
	for number in (early, late):
		values = {column: "x" for column in COLUMNS} | {"name": number, "is_gone": 1}
		values |= dict.fromkeys(("creation", "modified", "repaired_at"), frappe.utils.now())
		records.insert("Trace Gap Repair", COLUMNS, [tuple(values.values())])
		assert blocks.make("Trace Gap Repair") == 1
		assert blocks.make("Trace Gap Repair") == 0
	assert problems() == []
	frappe.db.delete("Trace Gap Repair", {"name": late})
	assert problems() == [("record_missing", str(late))]


def test_a_deleted_block_is_missed(shipped, plant):
	plant.ship("FLOUR", 1, "F1")
	blocks.make_all()
	plant.ship("FLOUR", 1, "F1")
	blocks.make_all()
	last = frappe.get_last_doc("Trace Seal Block", {"sealed_doctype": "Trace Event"})
	frappe.db.delete("Trace Seal Block", {"sealed_doctype": "Trace Event", "number": last.number - 1})
	assert ("seal_block_broken", f"Trace Event {last.number}") in problems()


def test_a_chain_that_was_cut_short_is_missed_by_its_anchor(shipped, plant, file):
	anchor.write()
	note = plant.ship("FLOUR", 1, "F1")
	blocks.make_all()
	anchor.write()
	assert problems() == []
	last = frappe.get_last_doc("Trace Seal Block", {"sealed_doctype": "Trace Event"})
	frappe.db.delete("Trace Seal Block", {"name": last.name})
	assert problems() == [], "the same block was made again"
	frappe.db.delete("Trace Seal Block", {"sealed_doctype": "Trace Event", "number": last.number})
	frappe.db.delete("Trace Event", {"name": event(note).name})
	assert "anchor_differs" in {code for code, name in problems() if name.startswith("Trace Event")}


def test_a_changed_anchor_is_found(shipped, file):
	anchor.write()
	anchor.write()
	lines = file.read_text().splitlines()
	file.write_text(lines[0].replace(frappe.local.site, "elsewhere") + "\n" + lines[1] + "\n")
	assert [code for code, _ in problems()] == ["anchor_differs"]
	file.write_text(lines[1] + "\n")
	assert problems() == []
	file.write_text("nonsense\n" + lines[1] + "\n")
	assert "anchor_differs" in {code for code, _ in problems()}


def test_a_missing_anchor_is_found(shipped, file):
	frappe.db.sql("UPDATE `tabTrace Seal Block` SET creation = '2020-01-01'")
	assert ("anchor_differs", anchor.FILE) in problems()


def test_the_anchor_is_sent(shipped, file, monkeypatch):
	from batch_trace.ledger.sealing import scheduled

	frappe.db.set_single_value("Batch Trace Settings", "anchor_recipients", "qa@example.com, nonsense")
	sent = []
	monkeypatch.setattr(frappe, "sendmail", lambda **mail: sent.append(mail))
	scheduled.daily()
	assert sent[0]["recipients"] == ["qa@example.com"]
	assert json.loads(file.read_text())["heads"]


def test_the_policy_of_a_group_does_not_depend_on_the_numbers_of_the_tree(plant):
	policy = control()
	parent = make_group("Grains", is_group=1, batch_control_policy=policy)
	make_group("Wheat", parent.name)
	frappe.db.sql("UPDATE `tabItem Group` SET lft = 0, rgt = 0 WHERE name = 'Grains'")
	assert policies.names_of_groups(["Wheat", "Products"]) == {"Wheat": policy}


def test_what_older_versions_recorded_is_sealed_on_upgrade(shipped, file):
	for doctype in records.sealed():
		frappe.db.sql(f"UPDATE `tab{doctype}` SET seal = NULL")
		frappe.db.delete("Trace Seal Block", {"sealed_doctype": doctype})
	assert problems()
	for doctype in records.sealed():
		frappe.db.delete("Trace Seal Block", {"sealed_doctype": doctype})
	upgrade.seal_all()
	assert problems() == []
	origins = frappe.get_all("Trace Seal Block", {"sealed_doctype": "Trace Event"}, pluck="origin")
	assert origins == [blocks.ON_UPGRADE]


def test_the_secret_is_not_in_the_database(shipped):
	assert keys._secrets()
	assert not frappe.db.sql("SELECT 1 FROM tabSingles WHERE value LIKE %s", f"%{keys._secrets()[-1]}%")
	assert record.SEALED and state_content.kept()
