"""Certificates of other layouts, languages and habits than the samples."""

from __future__ import annotations

import pytest

from batch_trace.core.receiving import certificates
from batch_trace.core.terms.errors import UnreadableFile
from tests.unit.support.supplier_samples import pdf, sample, workbook


def read(text, name="certificate.txt"):
	return certificates.read(text if isinstance(text, bytes) else text.encode(), name)


def verdicts(lot):
	return {result.name: result.verdict for result in lot.results}


def only_result(spec, result, name="Water"):
	"""Return the result of a certificate in English that has only this one."""
	(found,) = read(f"Lot\tT1\nTest\tSpecification\tResult\n{name}\t{spec}\t{result}\n").lots[0].results
	return found


SPANISH = """Certificado de análisis;;;;
Producto;Ácido ascórbico;;Nº de certificado;CA-77/2026
Lote;AA-0012;;Fecha de fabricación;05/03/2026
Fecha de caducidad;04/03/2028;;Cantidad;1.500 kg
;;;;
Ensayo;Especificación;Resultado;Unidad;Método
Aspecto;Polvo blanco;Cumple;;Visual
Riqueza;99,0 - 100,5;99,7;%;Valoración
Salmonella;Ausencia en 25 g;Ausencia;;ISO 6579
Recuento total;máx. 1.000;1.250;UFC/g;
El lote cumple con las especificaciones.;;;;
"""

ITALIAN = """CERTIFICATO DI ANALISI N. 1234/26
Prodotto: Farina di riso                      Lotto: 0045/26
Data di produzione: 03-02-2026                Scadenza: 02-02-2028

Prova                    U.M.       Limite          Risultato     Metodo
Umidità                  %          max 14,0        12,3          ISO 712
Proteine                 %          min 6,5         7,1           Kjeldahl
Aflatossina B1           µg/kg      2,0             <LOQ          HPLC
Carica batterica         UFC/g      ≤ 100.000       4,5 x 10^3    ISO 4833
Glutine                  mg/kg      < 20            n.d.          ELISA
LOQ aflatossina B1: 0,5 µg/kg
Giudizio: conforme
"""

GERMAN = """PRÜFZEUGNIS                                   Seite 1 von 1
Artikel: Natriumchlorid Ph.Eur.
Chargen-Nr.: 000123
Herstelldatum: 05/2026     Nachprüfdatum: 04/2031
Ausstellungsdatum: 07.06.2026

Prüfmerkmal                     Spezifikation            Ergebnis
Aussehen                        weißes, kristallines     entspricht
                                Pulver
Gehalt (getrocknete Substanz)   99,0 % bis 100,5 %       99,8 %
Bromid                          höchstens 100 ppm        < 10 ppm
Sulfat                          ≤ 200 mg/kg              250 mg/kg
Salmonellen / 25 g              negativ                  positiv
Keimzahl                        < 1 x 10^3 KBE/g         < 10 KBE/g
Korngröße > 500 µm              max. 5 %                 2,1 %
Dichte                          1,10 ± 0,02 g/ml         1,11 g/ml
Arsen                           max. 1 mg/kg             n. n.

Die Ware entspricht nicht den Anforderungen.
"""


def test_a_spanish_certificate_that_passes_what_it_does_not():
	certificate = read(SPANISH)
	lot = certificate.lots[0]
	assert (certificate.certificate_no, lot.supplier_batch, lot.quantity, lot.uom) == (
		"CA-77/2026",
		"AA-0012",
		1500,
		"kg",
	)
	assert (lot.manufactured, lot.expiry) == ("2026-03-05", "2028-03-04")
	assert verdicts(lot) == {
		"Aspecto": "pass",
		"Riqueza": "pass",
		"Salmonella": "pass",
		"Recuento total": "fail",
	}
	assert lot.overall == "pass"
	assert lot.questions == (
		"the certificate says that the batch passes, but a result does not: Recuento total",
	)


def test_an_italian_certificate_with_a_limit_of_quantification_below_the_table():
	lot = read(ITALIAN).lots[0]
	aflatoxin = next(result for result in lot.results if result.name == "Aflatossina B1")
	assert (aflatoxin.value, aflatoxin.op, aflatoxin.max, aflatoxin.verdict) == (0.5, "<", 2, "pass")
	assert [result.unit for result in lot.results] == ["%", "%", "µg/kg", "UFC/g", "mg/kg"]
	assert (lot.supplier_batch, lot.manufactured, lot.overall) == ("0045/26", "2026-02-03", "pass")


def test_without_its_limit_of_quantification_a_result_below_it_is_for_a_person():
	lot = read(ITALIAN.replace("LOQ aflatossina B1: 0,5 µg/kg\n", "")).lots[0]
	assert verdicts(lot)["Aflatossina B1"] is None


def test_a_german_certificate_that_says_that_the_goods_do_not_comply():
	certificate = read(GERMAN)
	lot = certificate.lots[0]
	assert (lot.supplier_batch, lot.manufactured, lot.retest) == ("000123", "2026-05", "2031-04-30")
	assert (certificate.issued, lot.overall) == ("2026-06-07", "fail")
	assert lot.results[0].spec_text == "weißes, kristallines Pulver"
	failed = [name for name, verdict in verdicts(lot).items() if verdict == "fail"]
	assert failed == ["Sulfat", "Salmonellen / 25 g"]
	assert {verdict for name, verdict in verdicts(lot).items() if name not in failed} == {"pass"}


def test_limits_in_two_columns_below_a_common_heading():
	text = (
		"Lot No: 20260917-03          Manufacture Date: 09/17/2026   Expiration Date: 09/16/2028\n\n"
		"                               Specification\n"
		"Analysis              Units    Min       Max       Result    Method\n"
		"-------------------------------------------------------------------\n"
		"Acetone Insolubles    %        62.0                64.2      Ja 4-46\n"
		"Acid Value            mg KOH/g           32.0      28.9      Ja 6-55\n"
		"Moisture              %                  1.0       1.2       Ja 2b-87\n"
		"Viscosity @ 25 C      cP       6,000     12,000    8,750     Brookfield\n"
		"Microbiology\n"
		"Salmonella            /375 g   -         Negative  Negative  BAM\n"
	)
	lot = read(text).lots[0]
	limits = {result.name: (result.min, result.max, result.verdict) for result in lot.results}
	assert limits == {
		"Acetone Insolubles": (62, None, "pass"),
		"Acid Value": (None, 32, "pass"),
		"Moisture": (None, 1, "fail"),
		"Viscosity @ 25 C": (6000, 12000, "pass"),
		"Salmonella": (None, None, "pass"),
	}
	assert (lot.supplier_batch, lot.manufactured, lot.overall) == ("20260917-03", "2026-09-17", "fail")


def test_a_second_line_of_headings_below_the_first():
	text = "Lot: A\nTest        Specification        Result\n            Min      Max\nWater       0.1      0.5         0.7\n"
	(result,) = read(text).lots[0].results
	assert (result.min, result.max, result.value, result.verdict) == (0.1, 0.5, 0.7, "fail")


def test_lots_across_and_tests_down_without_a_heading_for_the_tests():
	text = "Charge;A-1;A-2\nMHD;01.03.2027;02.03.2027\nFeuchte [%] (max. 5,0);4,2;5,4\npH (6,0-7,0);6,4;6,5\nFreigabe;ja;nein\n"
	lots = read(text).lots
	assert [(lot.supplier_batch, lot.best_before, lot.overall) for lot in lots] == [
		("A-1", "2027-03-01", "pass"),
		("A-2", "2027-03-02", "fail"),
	]
	assert verdicts(lots[1]) == {"Feuchte": "fail", "pH": "pass"}


def test_several_columns_of_results_whose_lots_stand_in_a_row():
	text = "Test,Spec,Result,Result\nLot No.,,A-001,A-002\nPurity (%),NLT 98.0,99.1,97.2\nLead (ppm),NMT 3,<1,<1\n"
	lots = read(text).lots
	assert [(lot.supplier_batch, verdicts(lot)) for lot in lots] == [
		("A-001", {"Purity": "pass", "Lead": "pass"}),
		("A-002", {"Purity": "fail", "Lead": "pass"}),
	]


def test_a_row_of_limits_above_a_row_for_each_lot():
	text = "Batch,Mfg Date,Assay %,pH\nSpec,,98.0-102.0,5.0 to 7.0\nB001,2026-01-05,99.1,6.1\nB002,2026-01-06,97.5,6.0\n"
	assert [verdicts(lot) for lot in read(text).lots] == [
		{"Assay": "pass", "pH": "pass"},
		{"Assay": "fail", "pH": "pass"},
	]


def test_lots_below_each_other_with_a_table_each():
	table = "Test     Spec      Result\nWater    NMT 1.0   {}\n\n"
	lots = read("Lot: A1\n" + table.format("0.5") + "Lot: A2\n" + table.format("1.5")).lots
	assert [(lot.supplier_batch, lot.overall) for lot in lots] == [("A1", "pass"), ("A2", "fail")]


def test_a_sampling_plan_in_portuguese():
	text = (
		"Laudo de análise nº 88/2026\nLote: 0099\n\n"
		"Ensaio              n   c   m     M      Resultado\n"
		"Salmonella/25 g     5   0   ausência    ausente\n"
		"E. coli UFC/g       5   2   10    100    <10; <10; 50; <10; <10\n"
		"S. aureus           5   1   100   1000   <10; 150; 200; <10; <10\n"
		"B. cereus           5   1   100   1000   <10; 150\n"
	)
	lot = read(text).lots[0]
	assert verdicts(lot) == {
		"Salmonella/25 g": "pass",
		"E. coli": "pass",
		"S. aureus": "fail",
		"B. cereus": None,
	}
	assert lot.results[1].note == "one value between m and M, c = 2"


def test_a_table_of_markdown():
	text = "# CoA\nLot: 77-B\n| Test | Spec | Result |\n|------|------|--------|\n| Fat | 3.4 ± 0.2 % | 3.5 % |\n"
	assert verdicts(read(text).lots[0]) == {"Fat": "pass"}


def test_keys_with_values_and_limits_in_brackets():
	text = "Product: Vanillin\nLot: V-1\nAssay: 99.8 % (99.5 MIN)\nMelting point: 82.1 C (81 - 83)\nArsenic: ND (3 PPM MAX)\nSeal: 88412\n"
	lot = read(text).lots[0]
	assert verdicts(lot) == {"Assay": "pass", "Melting point": "pass", "Arsenic": "pass"}


def test_a_dutch_certificate_whose_own_word_is_believed_only_where_it_has_no_number():
	text = (
		"Partijnummer : 00815-A\nProductiedatum : 12 maart 2026\nTHT : maart 2028\n\n"
		"Bepaling            Eenheid   Norm          Resultaat   Beoordeling\n"
		"Vocht               %         max. 20       19,2        voldoet\n"
		"Zetmeel             %         min. 80       n.b.        voldoet niet\n"
		"Kiemgetal           kve/g     < 10.000      12.500      voldoet\n"
	)
	lot = read(text).lots[0]
	assert (lot.supplier_batch, lot.manufactured, lot.best_before) == ("00815-A", "2026-03-12", "2028-03-31")
	assert verdicts(lot) == {"Vocht": "pass", "Zetmeel": "fail", "Kiemgetal": "fail"}
	assert lot.results[2].note == 'the certificate says "voldoet"'


def test_a_polish_certificate():
	text = (
		"ŚWIADECTWO JAKOŚCI nr 12/2026\nNumer partii: P-0007/26\nData produkcji: 12 września 2026\n\n"
		"Parametr              Jednostka   Wymagania     Wynik\n"
		"Wilgotność            %           max. 15,0     14,2\n"
		"Popiół                %           0,47-0,57     0,60\n"
		"Salmonella            w 25 g      nieobecne     nieobecne\n"
	)
	certificate = read(text.encode("cp1250"))
	assert (certificate.certificate_no, certificate.encoding) == ("12/2026", "cp1250")
	assert certificate.lots[0].manufactured == "2026-09-12"
	assert verdicts(certificate.lots[0]) == {"Wilgotność": "pass", "Popiół": "fail", "Salmonella": "pass"}


@pytest.mark.parametrize(
	("spec", "result", "verdict"),
	[
		("between 5 and 7", "6", "pass"),
		(">= 98.0 and <= 102.0", "103", "fail"),
		("5.0% - 7.0%", "5.5%", "pass"),
		("2.0 max", "1.9", "pass"),
		("Max 10^3 cfu/g", "5 x 10^2 cfu/g", "pass"),
		("Max 10³ cfu/g", "1.2·10³ cfu/g", "fail"),
		("NMT 10 ppm", "12.0*", "fail"),
		("less than 5", "5", "fail"),
		("up to 5", "5", "pass"),
		("≥ 10", "> 12", "pass"),
		("≥ 10", "< 12", None),
		("≥ 10", "< 9", "fail"),
		("< 10", "< 20", None),
		("1,000 - 2,000", "1500", "pass"),
		("-20 to -10", "-15", "pass"),
		("-20 to -10", "-5", "fail"),
		("report", "5", None),
		("0.5", "0.4", None),
		("NLT 95", "95.0 - 96.0", None),
		("none detected", "None detected/25 g", "pass"),
		("absent", "present", "fail"),
		("Clear to slightly hazy", "Clear", None),
		("Conforms", "Does not conform", "fail"),
		("NMT 5", "Does not comply", "fail"),
		("NMT 0.1 %", "TRACE", None),
		("approx. 10", "10", None),
		("max 0.10", "0.03 ± 0.01", "pass"),
		("max 0.10", "0.10 ± 0.01", None),
		("max 0.10", "0.15 ± 0.01", "fail"),
	],
)
def test_verdicts_against_the_certificates_own_specification(spec, result, verdict):
	assert only_result(spec, result).verdict == verdict


def test_what_can_be_read_in_two_ways_is_asked_about():
	text = "Lot: L-9\nManufacture date: 03/04/2026\nExpiry date: 05/06/2028\n\nTest        Specification   Result\nAssay, %    98 - 102        99\n"
	certificate = read(text)
	lot = certificate.lots[0]
	assert certificate.questions == ("dates can be read in two ways: 03/04, 05/06",)
	assert (lot.manufactured, lot.expiry) == (None, None)
	assert lot.questions[0] == "03/04/2026 can be 2026-04-03 or 2026-03-04"


def test_a_file_with_both_decimal_signs_leaves_thousands_to_a_person():
	text = "Lot\tA\nTest\tSpec\tResult\nA\tmax. 2,5\t2,1\nB\tmax. 2.75\t1.5\nC\tmax. 2\t1.260\n"
	result = read(text).lots[0].results[2]
	assert (result.value, result.verdict, result.note) == (None, None, "1.260 can be 1260 or 1.26")


def test_a_certificate_in_the_english_of_many_makers():
	text = (
		"Product name: Xanthan Gum           Batch No.: 20260903\nManufacturing date: 2026.09.03      Expiry date: 2028.09.02\n"
		"Quantity: 1000KG                    Report date: 2026.09.10\n\n"
		"Items                     Standards            Results\n"
		"Appearance                Off-white powder     Conforms\n"
		"Viscosity (1% KCl, cps)   1200-1700            1760\n"
		"Loss on drying (%)        ≤13.0                8.91\n"
		"Total plate count (cfu/g) ≤2000                <100\n"
		"E. coli                   Negative             0\n"
		"Conclusion: The product conforms to the standards of FCC.\n"
	)
	certificate = read(text)
	lot = certificate.lots[0]
	assert (certificate.issued, lot.supplier_batch, lot.expiry, lot.quantity) == (
		"2026-09-10",
		"20260903",
		"2028-09-02",
		1000,
	)
	assert list(verdicts(lot).values()) == ["pass", "fail", "pass", "pass", "pass"]
	assert [(result.name, result.unit) for result in lot.results][1] == ("Viscosity (1% KCl)", "cps")


def test_a_danish_certificate():
	text = (
		"ANALYSECERTIFIKAT nr. 123\nVare: Mælkepulver\nBatchnummer: 007-26\nProduktionsdato: 01-02-2026\n\n"
		"Analyse            Enhed     Krav          Resultat\n"
		"Vand               %         maks. 4,0     4,2\n"
		"Salmonella         /25 g     ikke påvist   ikke påvist\n"
	)
	lot = read(text).lots[0]
	assert (lot.supplier_batch, lot.manufactured, verdicts(lot)) == (
		"007-26",
		"2026-02-01",
		{"Vand": "fail", "Salmonella": "pass"},
	)


def test_rows_for_each_lot_and_test_with_limits_in_columns():
	text = "Lot,Expiry,Test,Min,Max,Result,Unit\nA1,2027-05-01,Fat,3.0,4.0,3.5,%\nA1,2027-05-01,Water,,5,5.5,%\nA2,2027-06-01,Fat,3.0,4.0,2.9,%\n"
	assert [(lot.supplier_batch, lot.expiry, verdicts(lot)) for lot in read(text).lots] == [
		("A1", "2027-05-01", {"Fat": "pass", "Water": "fail"}),
		("A2", "2027-06-01", {"Fat": "fail"}),
	]


def test_shelf_life_decides_the_order_of_dates():
	certificate = read(
		"Lot No: A1\nMfg Date: 03/04/2026    Exp Date: 02/04/2028\nTest      Spec      Result\nWater     max 5     4\n"
	)
	assert (certificate.lots[0].manufactured, certificate.lots[0].expiry) == ("2026-04-03", "2028-04-02")
	assert "only if day comes first" in certificate.date_format


def test_several_batches_of_one_certificate():
	lots = read("Batch No.: A1, A2\nTest          Spec        Result\nA             max 5       4\n").lots
	assert [(lot.supplier_batch, verdicts(lot)) for lot in lots] == [
		("A1", {"A": "pass"}),
		("A2", {"A": "pass"}),
	]
	assert lots[0].questions == ("the certificate names several batches: A1, A2",)


def test_a_batch_in_the_title_is_asked_about():
	(lot,) = read(
		"Certificate of Analysis for Batch 26-0077 of Citric Acid\nTest     Spec      Result\nA        max 5     4\n"
	).lots
	assert (lot.supplier_batch, lot.questions) == ("26-0077", ("batch 26-0077 stands in a sentence only",))


def test_goods_that_are_not_released_do_not_pass():
	(lot,) = read("Lot: X9\nStatus: Not released\nTest   Spec    Result\nA      max 5   4\n").lots
	assert lot.overall == "fail"


def test_names_that_go_on_in_the_next_line():
	text = (
		"Lot: W1\nTest                      Limits          Results\n"
		"Total combined yeasts     NMT 100 cfu/g   < 10 cfu/g\nand moulds count\n"
		"Residual solvents\n  Ethanol                 NMT 5000 ppm    120 ppm\n  Acetone                 NMT 5000 ppm    5,100 ppm\n"
	)
	assert verdicts(read(text).lots[0]) == {
		"Total combined yeasts and moulds count": "pass",
		"Ethanol": "pass",
		"Acetone": "fail",
	}


def test_a_test_without_a_result_is_not_left_out():
	lot = read("Lot;A\nTest;Spec;Result\nX;max 5;\nY;max 5;pending\n").lots[0]
	assert (verdicts(lot), lot.overall) == ({"X": None, "Y": None}, None)
	assert lot.questions == ("no result is given: X",)


def test_products_may_have_the_same_number_of_a_lot():
	lots = read("Item;Lot;Parameter;Spec;Result\nA;L1;Fat;max 5;4\nB;L1;Fat;max 5;6\n").lots
	assert [(lot.product, lot.supplier_batch, lot.overall) for lot in lots] == [
		("A", "L1", "pass"),
		("B", "L1", "fail"),
	]


def test_a_row_of_units_above_the_lots():
	lot = read("Charge;MHD;Feuchte;Fett\n;;%;%\nGrenzwert;;max. 5;3,0-4,0\nL1;12/2027;5,2;3,5\n").lots[0]
	assert [(result.unit, result.verdict) for result in lot.results] == [("%", "fail"), ("%", "pass")]


def test_a_zero_is_a_number():
	assert only_result("max. 0", "0").as_dict()["value"] == 0


def test_a_pdf_reads_like_its_text():
	name = "01_excipient_columns.txt"
	text = sample("certificates", name)
	from_pdf = certificates.read(pdf(text.decode().splitlines()), "certificate.pdf")
	from_text = certificates.read(text, name)
	assert from_pdf.lots[0].supplier_batch == from_text.lots[0].supplier_batch
	assert verdicts(from_pdf.lots[0]) == verdicts(from_text.lots[0])


def test_a_workbook_is_read_like_a_table():
	rows = [
		["Lot", "A-1"],
		["Expiry date", "2028-05-31"],
		["Test", "Specification", "Result"],
		["Water", "NMT 0.5", 0.2],
		["Ash", "NMT 1", 2],
	]
	lot = read(workbook(rows), "certificate.xlsx").lots[0]
	assert (lot.supplier_batch, lot.expiry, verdicts(lot)) == (
		"A-1",
		"2028-05-31",
		{"Water": "pass", "Ash": "fail"},
	)


@pytest.mark.parametrize(
	("content", "reason"),
	[
		(b"", "it is empty"),
		(pdf([""]), "a PDF without text"),
		(b"%PDF-1.4 nothing else", "a damaged PDF"),
		(b"PK\x03\x04 nothing else", "a damaged workbook"),
		(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "save it as XLSX"),
		(b"\x89PNG\r\n", "it is a picture"),
		(b"\xff\xfe\x00\x00\x01", "ask for one of these"),
		(b"Dear customer, the certificate follows.", "no test results were found"),
	],
)
def test_what_cannot_be_read_is_refused_in_words(content, reason):
	with pytest.raises(UnreadableFile, match=reason):
		read(content)
