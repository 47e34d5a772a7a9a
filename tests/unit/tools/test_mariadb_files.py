"""A MariaDB server is found with the SQL of its system tables, wherever its packages put it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import mariadb_files
from tools.say import Failure

OLD = ("mysql_system_tables", "mysql_performance_tables", "mysql_system_tables_data")
NEW = ("mariadb_system_tables", "mariadb_performance_tables", "mariadb_system_tables_data")


@pytest.fixture
def server(tmp_path, monkeypatch) -> Path:
	"""A server that says nothing of its folders, on a machine without any other."""
	monkeypatch.setattr(mariadb_files, "USUAL", ())
	return program(tmp_path / "opt" / "sbin" / "mariadbd", "")


def program(place: Path, answer: str) -> Path:
	place.parent.mkdir(parents=True, exist_ok=True)
	place.write_text(f"#!/bin/sh\necho '{answer}'\n")
	place.chmod(0o755)
	return place


def scripts(share: Path, names: tuple[str, ...]) -> Path:
	share.mkdir(parents=True)
	for name in names:
		(share / f"{name}.sql").touch()
	return share


@pytest.mark.parametrize("names", [OLD, NEW])
@pytest.mark.parametrize("place", ["share/mysql", "share/mariadb", "share"])
def test_beside_the_program(server, tmp_path, place, names):
	share = scripts(tmp_path / "opt" / place, names)
	assert mariadb_files.folder(server) == share
	assert [file.stem for file in mariadb_files.system_tables(share)] == list(names)
	assert mariadb_files.base(share) == tmp_path / "opt"


def test_where_the_server_says(server, tmp_path):
	share = scripts(tmp_path / "elsewhere" / "mariadb", NEW)
	program(server, f"basedir   /nowhere/\ncharacter-sets-dir   {share}/charsets/")
	assert mariadb_files.folder(server) == share


def test_a_folder_with_only_a_part_of_them_is_passed_over(server, tmp_path):
	scripts(tmp_path / "opt" / "share" / "mysql", OLD[:1])
	share = scripts(tmp_path / "opt" / "share" / "mariadb", NEW)
	assert mariadb_files.folder(server) == share


def test_nowhere_is_a_line_that_says_what_to_install(server):
	with pytest.raises(Failure, match="mariadb-server-core") as failed:
		mariadb_files.folder(server)
	assert "\n" not in str(failed.value)
