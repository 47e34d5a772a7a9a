"""The engine must run without Frappe and ERPNext; even an indirect import is a defect."""

import importlib
import pkgutil
import sys

import pytest


@pytest.fixture
def no_frappe(monkeypatch):
	for name in ("frappe", "erpnext"):
		monkeypatch.setitem(sys.modules, name, None)
	for name in [module for module in sys.modules if module.startswith("batch_trace.core")]:
		monkeypatch.delitem(sys.modules, name)


def test_core_imports_without_frappe(no_frappe):
	core = importlib.import_module("batch_trace.core")
	names = [module.name for module in pkgutil.walk_packages(core.__path__, "batch_trace.core.")]
	for name in names:
		importlib.import_module(name)
	assert "batch_trace.core.answer.trace" in names


def test_the_check_would_notice(no_frappe):
	with pytest.raises(ImportError):
		importlib.import_module("frappe")
