"""Files as suppliers send them, and workbooks and PDFs that tests make."""

import csv
import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

FOLDER = Path(__file__).parents[1] / "receiving" / "data"


def expected(kind):
	"""Return the right readings of a folder's files, by their names."""
	told = json.loads((FOLDER / kind / "expected.json").read_text())
	return {name: reading for name, reading in told.items() if not name.startswith("_")}


def sample(kind, name):
	"""Return the bytes of a file; a list of cells becomes the workbook that it describes."""
	content = (FOLDER / kind / name).read_bytes()
	return workbook_of_cells(content.decode()) if name.endswith("_cells.csv") else content


def workbook_of_cells(text):
	"""Return the workbook whose cells a text tells, one a line; formulas have the values in brackets behind them."""
	book = Workbook()
	book.remove(book.active)
	values = {}
	for cell in csv.DictReader(io.StringIO(text)):
		sheet = book[cell["sheet"]] if cell["sheet"] in book.sheetnames else book.create_sheet(cell["sheet"])
		_put(sheet, cell, values)
	return _with_values(_saved(book), values)


def _put(sheet, cell, values):
	target, text = sheet[cell["cell"]], cell["value"]
	if cell["type"] == "number":
		target.value = float(text) if "." in text else int(text)
	elif cell["type"] == "date":
		target.value = datetime.fromisoformat(text)
	elif cell["type"] == "formula":
		target.value, values[text.split()[0][1:]] = text.split()[0], text.split()[1].strip("()")
	else:
		target.value = text
	target.number_format = cell["number_format"]
	if cell["merged"] == "hidden":
		sheet.row_dimensions[target.row].hidden = True
	elif cell["merged"]:
		sheet.merge_cells(cell["merged"])


def workbook(rows, formats=None):
	"""Return a workbook with one sheet of these rows; `formats` gives number formats by cell."""
	book = Workbook()
	for row in rows:
		book.active.append(row)
	for cell, number_format in (formats or {}).items():
		book.active[cell].number_format = number_format
	return _saved(book)


def _saved(book):
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()


def _with_values(content, values):
	"""Return the workbook with the values of its formulas, which spreadsheets store and openpyxl does not."""
	stream = io.BytesIO()
	with (
		zipfile.ZipFile(io.BytesIO(content)) as old,
		zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
	):
		for name in old.namelist():
			text = old.read(name)
			for formula, value in values.items():
				pattern = rf"<f>{re.escape(formula)}</f><v ?/?>(?:</v>)?"
				text = re.sub(pattern.encode(), f"<f>{formula}</f><v>{value}</v>".encode(), text)
			new.writestr(name, text)
	return stream.getvalue()


def pdf(lines):
	"""Return a PDF of one page with these lines of text, in a font whose letters are equally wide."""
	shown = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
	stream = f"BT /F1 8 Tf 10 TL 30 800 Td {shown}ET".encode("latin-1", "replace")
	objects = [
		b"<< /Type /Catalog /Pages 2 0 R >>",
		b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
		b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
	]
	out, places = bytearray(b"%PDF-1.4\n"), []
	for number, body in enumerate(objects, 1):
		places.append(len(out))
		out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
	start = len(out)
	out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
	return bytes(out + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)


def _escaped(line):
	return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
