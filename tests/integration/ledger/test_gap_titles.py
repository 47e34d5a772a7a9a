"""People read titles in place of the codes of gaps."""

from __future__ import annotations

import frappe

from batch_trace.core.answer.gap_titles import TITLES
from batch_trace.core.answer.gaps import CODES
from batch_trace.extends.boot import extend_bootinfo
from batch_trace.ledger import check


def test_every_code_has_a_title_of_its_own():
	assert TITLES.keys() == {*CODES, *check.CODES}
	assert len(set(TITLES.values())) == len(TITLES) and not any("_" in title for title in TITLES.values())


def test_the_desk_reads_the_titles_in_its_language(plant, monkeypatch):
	monkeypatch.setattr("batch_trace.extends.boot._", str.upper)
	boot = frappe._dict()
	extend_bootinfo(bootinfo=boot)
	assert boot.batch_trace_gap_titles["origin_unknown"] == "ORIGIN UNKNOWN"
