"""Every fault and remark has its words, and its place in `docs/scanning.md`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from batch_trace.core.gs1 import words

PAGE = (Path(__file__).parents[3] / "docs" / "scanning.md").read_text("utf-8")
SOURCE = Path(words.__file__).parent


@pytest.mark.parametrize("code", [*words.ERRORS, *words.REMARKS])
def test_the_page_explains_it(code):
	assert f"`{code}`" in PAGE


def test_no_code_is_raised_without_words():
	text = "".join(file.read_text("utf-8") for file in SOURCE.rglob("*.py"))
	raised = set(re.findall(r'Unreadable\(\s*"([\w+]+)"', text))
	remarked = set(re.findall(r'Remark\("(\w+)"', text))
	assert len(raised) > 15 and len(remarked) > 5
	assert raised <= words.ERRORS.keys()
	assert remarked <= words.REMARKS.keys()
