"""Lot lists and advance notices of other layouts, languages and habits than the samples."""

from __future__ import annotations

import json
from datetime import date

import pytest

from batch_trace.core.receiving import supplier_files
from batch_trace.core.terms.errors import UnreadableFile
from tests.unit.support.supplier_samples import sample, workbook

TODAY = date(2026, 11, 30)
EPCIS = json.loads(sample("supplier_files", "08_epcis_2_0.json"))


def read(content, name="lots.csv"):
	return supplier_files.read(content if isinstance(content, bytes) else content.encode(), name, TODAY)


def lots(content, *names):
	"""Return these fields of each lot."""
	return [tuple(getattr(lot, name) for name in names) for lot in read(content).lots]


def epcis(*events):
	return json.dumps({**EPCIS, "epcisBody": {"eventList": list(events)}})


def changed(number, **changes):
	"""Return an event of the sample with changes."""
	return {**EPCIS["epcisBody"]["eventList"][number], **changes}


def test_a_french_delivery_note_with_pipes():
	text = (
		"Bon de livraison n° BL-2026/118|||||\nVotre commande|4500019|||Date|05/11/2026\n"
		"Réf. article|Désignation|N° de lot|Quantité|Unité|DDM\n"
		"MP-12|Purée de mangue|0012-A|1 200,5|kg|31/12/2027\nMP-12|Purée de mangue|0013-A|800|kg|01/2028\nMP-40|Sucre|-|25|sac|\nTotal|||2 025,5||\n"
	)
	found = read(text)
	assert (found.despatch_no, found.purchase_order, found.shipped) == (
		"BL-2026/118",
		"4500019",
		"2026-11-05",
	)
	assert lots(text, "item", "supplier_batch", "qty", "uom", "best_before", "problem") == [
		("MP-12", "0012-A", 1200.5, "kg", "2027-12-31", None),
		("MP-12", "0013-A", 800, "kg", "2028-01-31", None),
		("MP-40", None, 25, "sac", None, "no batch"),
	]
	assert "total line" in found.skip


def test_lots_across_and_their_fields_down():
	text = "Lot;A1;A2\nArtikel;RM-1;RM-2\nMenge kg;100;1.000,5\nMHD;31.12.2027;01.2028\n"
	assert lots(text, "item", "supplier_batch", "qty", "uom", "best_before") == [
		("RM-1", "A1", 100, "kg", "2027-12-31"),
		("RM-2", "A2", 1000.5, "kg", "2028-01-31"),
	]


def test_columns_made_by_spaces():
	text = (
		"DELIVERY NOTE 8812          Order: PO-77       Date: 20 Nov 2026\n\n"
		"Part        Description            Batch        Qty      UOM   Best before\n"
		"RM-001      Cocoa butter           0004711      500.0    KG    May 2028\n"
		"RM-014      Vanilla extract                     12       EA\n"
		"                                   Total        512.0\n"
		"Goods remain our property until paid.\n"
	)
	found = read(text)
	assert (found.despatch_no, found.purchase_order, found.shipped) == ("8812", "PO-77", "2026-11-20")
	assert lots(text, "item", "supplier_batch", "qty", "best_before", "problem") == [
		("RM-001", "0004711", 500, "2028-05-31", None),
		("RM-014", None, 12, None, "no batch"),
	]
	assert "Goods remain our property until paid." in found.notes


def test_lots_side_by_side_under_the_same_headings():
	text = (
		"Article;Batch;Qty;BBD;Batch;Qty;BBD\nA-1;X1;10;01.01.2028;X2;20;02.01.2028\nA-2;Y1;5;01.01.2028;;;\n"
	)
	assert lots(text, "item", "supplier_batch", "qty") == [
		("A-1", "X1", 10),
		("A-1", "X2", 20),
		("A-2", "Y1", 5),
	]


def test_empty_cells_and_quotation_marks_mean_as_above():
	text = 'Item;Lot;Qty;Exp\nRM-1;L1;10;2027-05\n;L2;20;"\nRM-2;M1;30;2027-07\n'
	assert lots(text, "item", "supplier_batch", "expiry") == [
		("RM-1", "L1", "2027-05-31"),
		("RM-1", "L2", "2027-05-31"),
		("RM-2", "M1", "2027-07-31"),
	]


def test_another_item_takes_nothing_over_from_the_line_above():
	text = "Item;EAN;Lot;Qty\nA;4012345678901;L1;5\nB;;L2;6\n"
	assert lots(text, "item", "gtin") == [("A", "04012345678901"), ("B", None)]


def test_the_item_stands_on_a_line_of_its_own():
	text = "Lot;Qty;UOM\nItem: RM-001 Cocoa\nL1;10;KG\nItem: RM-002 Sugar\nL2;20;KG\n"
	assert lots(text, "item", "item_name", "supplier_batch") == [
		("RM-001", "Cocoa", "L1"),
		("RM-002", "Sugar", "L2"),
	]


def test_headings_of_two_lines_in_french():
	text = "Produit;Lot;;Quantité;Dates;\n;Fournisseur;Fabricant;kg;Fabrication;DLUO\nGomme xanthane;X-1;F-1;1000;03/09/2026;02/09/2028\n"
	names = ("item_name", "supplier_batch", "maker_batch", "qty", "uom", "manufactured", "best_before")
	assert lots(text, *names) == [("Gomme xanthane", "X-1", "F-1", 1000, "kg", "2026-09-03", "2028-09-02")]


def test_an_italian_delivery_note_dated_in_its_title():
	text = (
		"DDT n. 55 del 03/11/2026\nVs. ordine 4500\nCodice;Descrizione;Lotto;Q.tà;UM;Scadenza;Colli\n"
		"AB1;Farina;L-1;1'000;KG;giu-27;40\nAB1;Farina;;500;KG;giu-27;20\n"
	)
	found = read(text)
	assert (found.despatch_no, found.purchase_order, found.shipped) == ("55", "4500", "2026-11-03")
	assert lots(text, "supplier_batch", "qty", "expiry", "packages") == [
		("L-1", 1000, "2027-06-30", 40),
		(None, 500, "2027-06-30", 20),
	]


def test_a_spanish_list_keeps_leading_zeros():
	text = "Albarán nº;A-99;Fecha;12/11/2026\nSu pedido;PO-1\nCódigo;Descripción;Lote;Caducidad;Cantidad (kg);Origen\n00012;Azúcar;0001;31/12/2027;1.500,00;ES\nTOTAL;;;;1.500,00;\n"
	found = read(text)
	assert (found.despatch_no, found.purchase_order) == ("A-99", "PO-1")
	assert lots(text, "item", "supplier_batch", "qty", "uom", "origin") == [
		("00012", "0001", 1500, "kg", "ES")
	]


def test_a_polish_list_in_its_own_code_page():
	found = read(
		"Numer partii;Nazwa;Ilość;JM;Data ważności\n0012/26;Mąka żytnia;1 250,5;kg;30.06.2027\n".encode(
			"cp1250"
		)
	)
	(lot,) = found.lots
	assert (found.encoding, lot.item_name, lot.qty, lot.expiry) == (
		"cp1250",
		"Mąka żytnia",
		1250.5,
		"2027-06-30",
	)


def test_delimiters_and_ends_of_lines_inside_quoted_cells():
	assert lots('Item;Lot;Qty\n"RM;1";"L;1";"1.000,5"\n', "item", "supplier_batch", "qty") == [
		("RM;1", "L;1", 1000.5)
	]
	assert lots('Item,Lot,Qty\n"A,\n1","L1",5\n', "item", "supplier_batch") == [("A, 1", "L1")]


def test_what_a_spreadsheet_has_spoilt_is_asked_about():
	text = 'Item,Lot,Qty,Expiry,GTIN\nA1,1.23457E+12,10,46752,4.01235E+12\nA2,11-Sep,"1,200.00",46753,4012345678901\nA3,007,abc,see label,\n'
	assert lots(text, "supplier_batch", "gtin", "expiry", "problem") == [
		(
			"1.23457E+12",
			None,
			"2027-12-31",
			"batch 1.23457E+12 has lost digits; ask; GTIN 4.01235E+12 has lost digits",
		),
		(
			"11-Sep",
			"04012345678901",
			"2028-01-01",
			"batch 11-Sep may be a date that a spreadsheet made of it; ask",
		),
		("007", None, None, 'quantity "abc" is not a number; expiry "see label" is not a date'),
	]


def test_dates_that_can_be_read_in_two_ways_are_not_taken():
	found = read('Item,Batch,Qty,Expiry\nA1,B1,100,03/04/2027\nA2,B2,"1,040",05/06/2027\n')
	assert found.questions == ("dates can be read in two ways: 03/04, 05/06",)
	assert [(lot.expiry, lot.problem) for lot in found.lots] == [
		(None, "expiry 03/04/2027 can be 2027-04-03 or 2027-03-04"),
		(None, "expiry 05/06/2027 can be 2027-06-05 or 2027-05-06"),
	]


def test_one_date_decides_for_the_others():
	assert lots("Item,Batch,Qty,Expiry\nA,1,5,03/04/2027\nA,2,5,13/04/2027\n", "expiry") == [
		("2027-04-03",),
		("2027-04-13",),
	]
	assert lots("Item,Batch,Qty,Expiry\nA,1,5,03/04/2027\nA,2,5,04/13/2027\n", "expiry") == [
		("2027-03-04",),
		("2027-04-13",),
	]


def test_the_end_of_a_month():
	text = "Item;Lot;Qty;Best before end\nA;L;5;end 12/2027\nB;M;5;Ende Feb 2028\nC;N;5;31st December 2027\n"
	assert lots(text, "best_before") == [("2027-12-31",), ("2028-02-29",), ("2027-12-31",)]


def test_six_digits_can_be_two_dates():
	((expiry, problem),) = lots("Item;Lot;Qty;Expiry\nA1;L1;5;271231\n", "expiry", "problem")
	assert (expiry, problem) == (None, "expiry 271231 can be 2027-12-31, or six digits in another order")


def test_each_line_has_its_own_order():
	found = read("PO;Item;Lot;Qty\nP1;A;L1;5\nP2;A;L2;6\n")
	assert (found.purchase_order, [lot.purchase_order for lot in found.lots]) == (None, ["P1", "P2"])


def test_of_two_batches_the_suppliers_is_read():
	assert lots("Item;Batch;Supplier batch;Qty\nA1;B1;S1;10\n", "supplier_batch") == [("S1",)]


def test_a_net_weight_is_the_quantity_if_there_is_no_other():
	assert lots("Lot;Net weight (kg);Gross weight (lb)\nL1;1,040.5;2000\n", "qty", "uom", "gross_kg") == [
		(1040.5, "kg", 907.18474)
	]


def test_dates_of_traceability_lot_codes():
	text = "TLC,Date Code,Date Type,Qty & UOM,Product Description\nTLC-0001,260711,HARVEST DATE,10 CS,Lettuce\nTLC-0002,270112,BEST BY,1.5 LB,Lettuce\n"
	assert lots(text, "supplier_batch", "harvested", "best_before", "qty", "uom") == [
		("TLC-0001", "2026-07-11", None, 10, "CS"),
		("TLC-0002", None, "2027-01-12", 1.5, "LB"),
	]


def test_goods_that_were_past_their_date():
	text = "Item;Lot;Qty;Exp;Made;Ship date\nA;L;1;01.01.2026;02.01.2026;20.11.2026\n"
	((problem,),) = lots(text, "problem")
	assert problem == "past its date when it was shipped; expiry 2026-01-01 is before manufacture 2026-01-02"


def test_a_workbook_tells_how_its_batches_are_stored():
	rows = [
		["Item", "Lot", "Qty", "Ours", "Use by"],
		["A", date(2026, 9, 3), 5, "x", "2027-01"],
		["B", 4711, "=C2*2", "y", 46752],
		["C", "0008", "=VLOOKUP(1,2,3)", "z", None],
	]
	found = read(workbook(rows, {"E3": "dd/mm/yyyy"}))
	assert [(lot.supplier_batch, lot.qty, lot.expiry, lot.problem) for lot in found.lots] == [
		("2026-09-03", 5, "2027-01-31", "batch is a date: 2026-09-03; ask"),
		("4711", 10, "2027-12-31", "batch is a number: 4711, zeros before it may be lost; ask"),
		("0008", None, None, "no quantity; qty is a formula without a value: =VLOOKUP(1,2,3)"),
	]


def test_a_workbook_shows_a_month_and_means_its_last_day():
	rows = [
		["Item", "Lot", "Qty", "Expiry", "Made"],
		["A", "L1", 5, date(2028, 2, 1), date(2026, 8, 1)],
		["A", 2026.1, 5, date(2028, 2, 1), None],
	]
	found = read(
		workbook(rows, {"D2": "mmm-yy", "E2": '[$-409]mmm"d"yyyy', "D3": "dd.mm.yyyy", "B3": "0.00"})
	)
	assert [(lot.expiry, lot.expiry_precision, lot.manufactured) for lot in found.lots] == [
		("2028-02-29", "month", "2026-08"),
		("2028-02-01", None, None),
	]
	assert found.lots[1].problem == "batch is a number with format 0.00: shown as 2026.10, stored 2026.1; ask"


def test_a_german_mail():
	text = (
		"Guten Tag,\nzu Ihrer Bestellung 4500018200 versenden wir heute, 24.11.2026, mit Lieferschein LS-77:\n\n"
		"- 12 Fässer RM-310 Glycerin, Charge G-311, MHD 31.10.2028\n- 2,5 t RM-330 Salz, ohne Charge\n- 4 Säcke RM-9 Zucker, Chargen Z1 (3 Säcke) und Z2 (2)\n"
	)
	found = read(text)
	assert (found.despatch_no, found.purchase_order, found.shipped) == ("LS-77", "4500018200", "2026-11-24")
	assert [(lot.item, lot.supplier_batch, lot.qty, lot.best_before, lot.problem) for lot in found.lots] == [
		("RM-310", "G-311", 12, "2028-10-31", None),
		("RM-330", None, 2500, None, "no batch"),
		("RM-9", "Z1", 3, None, None),
		("RM-9", "Z2", 2, None, "the lots have 5, the line has 4"),
	]
	assert found.questions == ("read from free text: compare every line with the mail",)


def test_an_english_mail_whose_lots_stand_below_their_items():
	text = (
		"Hi,\nPlease note that PO 77812 left our warehouse today (20 Nov 2026), packing list PL-9.\n\nRM-100 Citric acid, 40 bags\n  Lot CA-1, exp 09/2029\n"
		"RM-101 Salt - 1,040 kg - batch 0007 - best before 12/31/2027\nTel. +49 123 456 789\n"
	)
	assert lots(text, "item", "supplier_batch", "qty", "uom", "expiry", "best_before") == [
		("RM-100", "CA-1", 40, "bag", "2029-09-30", None),
		("RM-101", "0007", 1040, "kg", None, "2027-12-31"),
	]


def test_several_lots_of_a_mail_without_quantities_of_their_own():
	assert lots("20 drums RM-1 lots A1, A2\n", "supplier_batch", "qty", "problem") == [
		("A1", None, "the quantity of each lot is not given"),
		("A2", None, "the quantity of each lot is not given"),
	]


def test_several_lots_in_one_cell():
	assert lots(
		"Item;Lots;Qty\nX;L1 (10), L2 (20);30\nY;M1, M2;30\n", "supplier_batch", "qty", "problem"
	) == [
		("L1", 10, None),
		("L2", 20, None),
		("M1", None, "the quantity of each lot is not given"),
		("M2", None, "the quantity of each lot is not given"),
	]


def test_lots_side_by_side_beside_the_total_of_their_line():
	text = "Item;Total Qty;Batch1;Qty1;Batch2;Qty2\nX;30;B1;10;B2;25\nY;30;C1;10;C2;20\n"
	assert lots(text, "supplier_batch", "qty", "problem") == [
		("B1", 10, None),
		("B2", 25, "the lots have 35, the line has 30"),
		("C1", 10, None),
		("C2", 20, None),
	]


def test_two_lots_and_one_quantity():
	problem = "the quantity of each lot is not given"
	assert lots("Item;Lot 1;Lot 2;Qty\nX;A;B;30\nY;C;;5\n", "supplier_batch", "qty", "problem") == [
		("A", None, problem),
		("B", None, problem),
		("C", 5, None),
	]


def test_a_line_that_does_not_fit_its_headings():
	assert lots("Item;Lot;Qty\nA;L1\nB;L2;5;extra\n", "supplier_batch", "problem") == [
		("L1", "no quantity"),
		("L2", "the line has more cells than there are headings: extra"),
	]


def test_a_unit_in_the_heading_and_another_in_the_line():
	((problem,),) = lots("Item;Lot;Qty (kg);UOM\nA;L1;5;LB\n", "problem")
	assert problem == "the heading has the unit kg, the line has LB"


def test_a_table_drawn_with_lines():
	text = "+---------+--------+-------+\n| Artikel | Charge | Menge |\n+---------+--------+-------+\n| A1      | 007    | 5,5   |\n+---------+--------+-------+\n"
	assert lots(text, "item", "supplier_batch", "qty") == [("A1", "007", 5.5)]


def test_a_date_with_a_time_decides_for_dates_without():
	text = (
		"Lot Number,Item Number,Quantity Shipped,Ship Date,Expiration\nA1,X,5,11/20/2026 8:15 AM,5/1/2027\n"
	)
	assert (read(text).shipped, read(text).lots[0].expiry) == ("2026-11-20", "2027-05-01")


def test_a_french_mail_with_amounts_behind_the_lots():
	text = (
		"Bonjour,\nNous expédions aujourd'hui 20/11/2026 votre commande n° 4500123, BL 778.\n"
		"3 palettes de MP-12 Purée, lot F-88 (1 200 kg), DDM 03/2028\nMP-13 Sucre, 500 kg, sans lot\n"
	)
	assert lots(text, "item", "supplier_batch", "qty", "uom", "problem") == [
		("MP-12", "F-88", 1200, "kg", None),
		("MP-13", None, 500, "kg", "no batch"),
	]


def test_a_desadv_with_other_signs_and_batches_as_references():
	text = (
		"UNA:+,? 'UNB+UNOC:3+9501101530911:14+X:14+261120:0715+1'UNH+1+DESADV:D:96A:UN'BGM+351+D2+9'DTM+2:20261122:102'NAD+SE+9501101530911::9'CPS+1'PCI+33E'"
		"GIN+BJ+00395060000000001013'LIN+1++4012345678901:EN'QTY+12:12,5:KGM'RFF+BT:L?'1'DTM+361:202810:610'LIN+2++4012345678901:EN'QTY+12:5'CNT+2:3'UNT+1+1'UNZ+1+1'"
	)
	found = read(text)
	assert found.questions == ("the message says that it has 3 lines, but 2 were found",)
	assert [(lot.supplier_batch, lot.qty, lot.best_before, lot.sscc, lot.problem) for lot in found.lots] == [
		("L'1", 12.5, "2028-10-31", "395060000000001013", None),
		(None, 5, None, "395060000000001013", "no batch"),
	]


def test_a_desadv_with_two_batches_and_one_quantity():
	text = "UNH+1+DESADV:D:96A:UN'BGM+351+D1+9'LIN+1++4012345678901:EN'QTY+12:10:PCE'PCI+36E'GIN+BX+A1'GIN+BX+A2'UNT+7+1'"
	problem = "several batches in one line: the quantity of each is not given"
	assert lots(text, "supplier_batch", "qty", "problem") == [("A1", None, problem), ("A2", None, problem)]


def test_an_856_with_other_signs_says_the_same():
	text = sample("supplier_files", "07_x12_856.edi").decode()
	others = text.replace("~\n", "~").replace("~", "\n").replace("*", "|")
	assert [lot.as_dict() for lot in read(others).lots] == [lot.as_dict() for lot in read(text).lots]


def test_an_856_whose_pallets_stand_below_their_items():
	text = sample("supplier_files", "07_x12_856.edi").decode()
	start = text[: text.index("HL*3")]
	below = "HL*3*2*I~LIN*1*UK*10614141000415*LT*L1~SN1**60*CA~HL*4*3*P~MAN*GM*00106141410000000019~HL*5*2*I~LIN*2*UK*10614141000415*LT*L2~SN1**5*CA~SE*9*0001~"
	assert lots(start + below, "supplier_batch", "qty", "sscc") == [
		("L1", 60, "106141410000000019"),
		("L2", 5, None),
	]


def test_keys_with_values_below_each_other():
	text = (
		"Delivery note 8812\nYour order: PO-5\nShip date: 20.11.2026\n\nItem: RM-1 Citric acid\nBatch No.: 00123\nQuantity: 1.000,50 kg\nBest before: 12/2028\n\n"
		"Item: RM-2 Salt\nBatch No.: S-9\nQuantity: 500 kg\nBest before: 31.12.2027\n"
	)
	found = read(text)
	assert (found.despatch_no, found.purchase_order, found.shipped) == ("8812", "PO-5", "2026-11-20")
	assert lots(text, "item", "item_name", "supplier_batch", "qty", "uom", "best_before") == [
		("RM-1", "Citric acid", "00123", 1000.5, "kg", "2028-12-31"),
		("RM-2", "Salt", "S-9", 500, "kg", "2027-12-31"),
	]


def test_headings_that_name_two_things():
	text = "Artikel;Charge;Charge Verfall;Lot Menge;Datum Herstellung;Number of lots\nA1;L1;31.12.2027;5;01.01.2026;1\n"
	assert lots(text, "supplier_batch", "expiry", "qty", "manufactured") == [
		("L1", "2027-12-31", 5, "2026-01-01")
	]


def test_three_digits_behind_a_sign_are_asked_about_in_english():
	assert lots("Item;Batch;Quantity\nA;L1;1.250\n", "qty", "problem") == [
		(None, "quantity 1.250 can be 1250 or 1.25")
	]
	assert lots("Item;Batch;Quantity\nA;L1;1,250\n", "qty", "problem") == [(1250, None)]
	assert lots("Artikel;Charge;Menge\nA;L1;1.250\nB;L2;500,000\n", "qty", "problem") == [
		(1250, None),
		(500, None),
	]


def test_several_messages_keep_their_delivery_notes():
	second = "UNH+78+DESADV:D:01B:UN:EAN010'BGM+351+80012878+9'LIN+1++09506000149301:EN'PIA+1+B99:NB'QTY+12:5:PCE'CNT+2:1'UNT+1+78'UNZ+2+77'"
	text = sample("supplier_files", "06_desadv_batch_in_pia.edi").decode().replace("UNZ+1+77'", second)
	found = read(text)
	assert [lot.despatch_no for lot in found.lots] == [None, None, None, "80012878"]
	assert (found.despatch_no, found.questions) == ("80012877", ("the file has several messages",))


def test_packages_times_their_content():
	assert lots("Item;Lot;Qty\nA;L1;40 x 25 kg\nA;L2;500\n", "qty", "uom", "packages") == [
		(1000, "kg", 40),
		(500, None, None),
	]


def test_an_856_that_was_cut_off():
	text = sample("supplier_files", "07_x12_856.edi").decode()
	found = read(text[: text.index("HL*5")])
	assert ([lot.supplier_batch for lot in found.lots], found.questions) == (
		["L26324A"],
		("the message has no end: it may be cut off",),
	)


def test_a_pallet_that_was_unpacked_again_brings_nothing():
	unpacked = changed(1, action="DELETE", eventTime="2026-11-20T06:00:00.000Z")
	found = read(epcis(changed(0), changed(1), changed(2), changed(3), unpacked))
	assert [lot.supplier_batch for lot in found.lots] == ["BT/0820/3"]
	assert "what is on pallet 395060000000001013 is not said" in found.questions


def test_lots_that_were_shipped_without_a_pallet():
	own = [{"epcClass": "urn:epc:class:lgtin:9506000.913435.W%2F9", "quantity": 3, "uom": "KGM"}]
	assert lots(epcis(changed(3, epcList=[], quantityList=own)), "gtin", "supplier_batch", "qty") == [
		("99506000134355", "W/9", 3)
	]


def test_pallets_inside_of_pallets():
	outer = changed(
		1,
		parentID="https://id.gs1.org/00/106141410000000019",
		childEPCs=["https://id.gs1.org/00/395060000000001013"],
		childQuantityList=[],
	)
	shipped = changed(3, epcList=["https://id.gs1.org/00/106141410000000019"])
	assert lots(epcis(changed(0), changed(1), outer, shipped), "supplier_batch", "sscc") == [
		("TP-26-227-1", "395060000000001013"),
		("TP-26-228-1", "395060000000001013"),
	]


def test_pallets_that_hold_each_other_end():
	one = changed(1, childEPCs=["https://id.gs1.org/00/395060000000001020"], childQuantityList=[])
	other = changed(2, childEPCs=["https://id.gs1.org/00/395060000000001013"], childQuantityList=[])
	with pytest.raises(UnreadableFile, match="no lots were found"):
		read(epcis(one, other, changed(3)))


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a">]><e:EPCISDocument xmlns:e="x">&a;</e:EPCISDocument>'


@pytest.mark.parametrize(
	("content", "reason"),
	[
		("", "it is empty"),
		("Item;Qty\nA;5\n", "names the batch"),
		("Hello there, nothing here.", "names the batch"),
		(BOMB, "entities"),
		('{"type":"EPCISDocument", bad', "not well-formed"),
		("UNB+UNOC:3+1+2'UNH+1+ORDERS:D:96A:UN'BGM+220+1'", "no DESADV"),
		("<?xml version='1.0'?><a/>", "no EPCIS document"),
	],
)
def test_what_cannot_be_read_is_refused_in_words(content, reason):
	with pytest.raises(UnreadableFile, match=reason):
		read(content)
