"""What goes wrong outside the tools ends in one line, not in a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tools.say import Failure, command, errors_as_failures


def test_a_program_that_fails_says_its_last_line():
	code = "import sys; print('first\\nno space left', file=sys.stderr); sys.exit(3)"
	with pytest.raises(Failure, match=r"ended with code 3: no space left$"), errors_as_failures():
		subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_program_that_is_missing_is_named():
	with pytest.raises(Failure, match="no-such-program"), errors_as_failures():
		subprocess.run(["no-such-program"])


def test_a_command_ends_with_a_line_and_a_code(capsys):
	@command
	def main() -> int:
		raise Failure("nothing to do it with")

	assert main() == 1
	assert capsys.readouterr().err == "error: nothing to do it with\n"
