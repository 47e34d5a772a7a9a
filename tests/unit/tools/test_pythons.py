"""Which Python a bench takes, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import pythons, say


@pytest.fixture
def machine(tmp_path, monkeypatch):
	"""A machine with no Python on PATH; a call installs one of the version it names."""
	monkeypatch.setenv("PATH", str(tmp_path))
	monkeypatch.setattr(pythons, "FETCHED", tmp_path / "fetched")

	def install(name: str, version: str, folder: Path = tmp_path) -> str:
		folder.mkdir(parents=True, exist_ok=True)
		program = folder / name
		program.write_text(f"#!/bin/sh\necho {version}\n")
		program.chmod(0o755)
		return str(program)

	return install


def test_the_default_python_is_taken_if_it_is_allowed(machine):
	default = machine("python3", "3 11")
	machine("python3.12", "3 12")
	assert pythons.need(">=3.10,<3.13") == default


def test_else_the_newest_that_is_allowed(machine):
	machine("python3", "3 9")
	machine("python3.11", "3 11")
	newest = machine("python3.12", "3 12")
	machine("python3.13", "3 13")
	assert pythons.need(">=3.10,<3.13") == newest


def test_a_name_without_a_working_python_behind_it_is_passed_over(machine):
	machine("python3.12", "is not installed")
	older = machine("python3.11", "3 11")
	assert pythons.need(">=3.10,<3.13") == older


def test_one_that_was_fetched_before_is_used(machine, tmp_path):
	machine("python3", "3 11")
	fetched = machine("python3.14", "3 14", tmp_path / "fetched" / "cpython-3.14.2" / "bin")
	assert pythons.need(">=3.14,<3.15") == fetched


def test_a_python_that_can_neither_be_found_nor_fetched_is_named_in_one_line(machine, monkeypatch):
	def refuse(label: str, *arguments: object, **options: object) -> None:
		raise say.Failure(f"{label}: failed\nEnd of the log:\n  | a traceback")

	machine("python3", "3 11")
	monkeypatch.setattr(pythons, "make_environment", lambda target: None)
	monkeypatch.setattr(pythons, "run", refuse)
	with pytest.raises(say.Failure) as failed:
		pythons.need(">=3.14,<3.15")
	assert "\n" not in str(failed.value)
	assert "install Python 3.14." in str(failed.value)
