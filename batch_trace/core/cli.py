"""The console script `batch-trace`: traces batches in a ledger file with only Python."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.resources import as_file, files
from pathlib import Path
from typing import TypeAlias

from batch_trace import __version__
from batch_trace.core.answer.answer import Answer
from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.answer.trace import trace
from batch_trace.core.genealogy.paths import BOTH, DIRECTIONS
from batch_trace.core.genealogy.starts import BATCH, resolve
from batch_trace.core.ledger_file import contents
from batch_trace.core.ledger_file.file import facts, open_ledger
from batch_trace.core.shown.text_table import balance_lines, parties, table
from batch_trace.core.shown.text_tree import text_tree
from batch_trace.core.shown.worked_case import case_of, worked_case
from batch_trace.core.terms.errors import CancelledStart, EmptyLedger, TraceError, UnknownStart
from batch_trace.core.terms.nodes import name_of

RECORDED = "demo_ledger.sqlite"
"""The recorded ledger of the demo company, in the package's data."""

REFUSED = 2
Run: TypeAlias = Callable[[Namespace], Iterator[str]]
LISTED = {
	"batch": "Batch",
	"item_code": "Item",
	"supplier_batch": "Supplier batch",
	"first_posting": "First moved",
	"expiry_date": "Expires",
	"on_hand": "On hand",
	"uom": "UOM",
}
DIRECTION_HELP = {
	"forward": "only what was made from it, and who has it",
	"backward": "only what it was made from, and who supplied that",
	"both": "both ways; this is what is done if none is named",
	"siblings": "everything that shares an input with it",
}


def main(argv: Sequence[str] | None = None) -> int:
	"""Run a command, or print the help without one; errors of the engine go to stderr, with exit code 2."""
	parser = _parser()
	arguments = parser.parse_args(argv)
	if not arguments.run:
		parser.print_help()
		return 0
	try:
		_print_lines(arguments.run(arguments))
	except (TraceError, ModuleNotFoundError) as refusal:
		print(f"batch-trace: {refusal}{_suggestion(arguments, refusal)}", file=sys.stderr)
		return REFUSED
	except BrokenPipeError:
		sys.stderr.close()
	return 0


def _suggestion(arguments: Namespace, refusal: Exception) -> str:
	"""Return how to go on where a name is not in the ledger: names like it, or how to list them."""
	if not isinstance(refusal, UnknownStart) or isinstance(refusal, CancelledStart | EmptyLedger):
		return ""
	names = contents.like(arguments.file, arguments.batch)
	if names:
		return f"; did you mean {' or '.join(names)}?"
	return f"; see what is: batch-trace list {arguments.file}"


def _print_lines(lines: Iterator[str]) -> None:
	for line in lines:
		print(line)


def _trace(arguments: Namespace) -> Iterator[str]:
	answer = _answer(arguments)
	if arguments.json:
		yield _json(answer)
		return
	yield from text_tree(answer)
	yield from parties(answer)


def _draw(arguments: Namespace) -> Iterator[str]:
	answer = _answer(arguments)
	yield from [_json(answer)] if arguments.json else text_tree(answer)


def _balance(arguments: Namespace) -> Iterator[str]:
	source = open_ledger(arguments.file)
	start = resolve(source, arguments.batch, arguments.start_type, arguments.supplier)
	balance_of = balances(source, start.nodes)
	if arguments.json:
		named = {name_of(node): balance for node, balance in balance_of.items()}
		yield _json(named)
		return
	answer = trace(source, start, "forward", max_depth=0)
	uoms = {row["batch"] or row["serial_no"]: row["uom"] for row in answer["batches"]}
	for node, balance in balance_of.items():
		yield f"Mass balance of {name_of(node)}"
		yield from balance_lines(balance, uoms.get(name_of(node)) or "")


def _info(arguments: Namespace) -> Iterator[str]:
	found = contents.contents(arguments.file)
	if arguments.json:
		yield _json(found)
		return
	for key, value in found.items():
		text = ", ".join(value) if isinstance(value, list) else value
		yield f"{key.replace('_', ' ').capitalize():<16}{'' if text is None else text}"


def _list(arguments: Namespace) -> Iterator[str]:
	found = list(contents.batches(arguments.file, arguments.pattern))
	if arguments.json:
		yield _json(found)
		return
	yield from table([{**row, "first_posting": (row["first_posting"] or "")[:16]} for row in found], LISTED)
	yield f"{len(found)} batches"


def _json(answer: object) -> str:
	return json.dumps(answer, indent="\t", ensure_ascii=False)


def _demo(arguments: Namespace) -> Iterator[str]:
	with _recorded() if arguments.file is None else nullcontext(Path(arguments.file)) as file:
		case = case_of(facts(file))
		yield from worked_case(open_ledger(file), case)
		if arguments.file is None:
			yield ""
			yield "All names and figures are made up. The ledger they come from is a file; try it yourself:"
			yield f"  batch-trace list {file}"
			yield f"  batch-trace trace {file} {case.finished_batch} --backward"


def _recorded() -> AbstractContextManager[Path]:
	return as_file(files("batch_trace") / "data" / RECORDED)


def _answer(arguments: Namespace) -> Answer:
	source = open_ledger(arguments.file)
	start = resolve(source, arguments.batch, arguments.start_type, arguments.supplier)
	return trace(
		source,
		start,
		arguments.direction,
		as_of=arguments.as_of,
		max_depth=arguments.max_depth,
		ignore_time=arguments.ignore_time,
	)


def _parser() -> ArgumentParser:
	parser = ArgumentParser(prog="batch-trace", description="Trace batches in a ledger file.")
	parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
	parser.set_defaults(run=None)
	commands = parser.add_subparsers(metavar="COMMAND")
	for name, run, help_text in (
		("trace", _trace, "trace a batch to suppliers and customers"),
		("draw", _draw, "draw a trace as a tree of text"),
	):
		command = commands.add_parser(name, help=help_text)
		_add_start(command)
		_add_direction(command)
		command.set_defaults(run=run)
	command = commands.add_parser("balance", help="print the mass balance of a batch")
	_add_start(command)
	command.set_defaults(run=_balance)
	command = commands.add_parser("info", help="print whose ledger a file holds, its period and its size")
	_add_file(command)
	command.set_defaults(run=_info)
	command = commands.add_parser("list", help="list the batches of a ledger file")
	_add_file(command)
	command.set_defaults(run=_list)
	command.add_argument(
		"pattern", nargs="?", default="", help="part of a batch, item or supplier batch; * and ? may be used"
	)
	command = commands.add_parser("demo", help="print the worked case of the recorded demo company")
	command.set_defaults(run=_demo)
	command.add_argument(
		"file", nargs="?", help="ledger file that names a worked case; the recorded one if left out"
	)
	return parser


def _add_file(command: ArgumentParser) -> None:
	command.add_argument("file", help="ledger file, written by: bench --site SITE batch-trace export")
	command.add_argument("--json", action="store_true", help="print the answer as JSON")


def _add_start(command: ArgumentParser) -> None:
	_add_file(command)
	command.add_argument("batch", help="batch, or the start given by --start-type")
	command.add_argument(
		"--start-type", default=BATCH, help="Batch, Serial No, Supplier Batch, or a voucher's doctype"
	)
	command.add_argument("--supplier", help="supplier of a Supplier Batch")


def _add_direction(command: ArgumentParser) -> None:
	group = command.add_mutually_exclusive_group()
	for direction in DIRECTIONS:
		group.add_argument(
			f"--{direction}",
			dest="direction",
			action="store_const",
			const=direction,
			help=DIRECTION_HELP[direction],
		)
	command.set_defaults(direction=BOTH)
	command.add_argument("--as-of", help="trace the ledger as it was recorded at that date or time")
	command.add_argument("--max-depth", type=int, help="greatest number of transformations to walk")
	command.add_argument("--ignore-time", action="store_true", help="show what time clears, too")


if __name__ == "__main__":  # pragma: no cover
	sys.exit(main())
