"""The words by which lots, dates and documents are found in mails."""

from __future__ import annotations

import re

from batch_trace.core.receiving.shared.folding import fold

LOT_KEY = re.compile(
	r"\b(?:lots?|batch(?:es)?|chargen?|ch\.-b\.|los|lotes?|lott[oi]|partij(?:en)?|partia|partii|seria)\b\s*(?:numbers?|nummern?|no\.?|nos\.?|nr\.?|n°|#)?\s*[:.#]?\s*(?=[^\s,;]*\d)",
	re.I,
)
NO_LOT = re.compile(
	r"\b(?:no|without|without a|ohne|keine|sans|sin|senza|zonder|bez)\s+(?:lots?|batch|chargen?|lote|lotto|partij|partii|lot number|batch number|chargennummer)\b|\bunbatched\b|\bchargenlos\b",
	re.I,
)
DATE_KEYS = re.compile(
	r"\b(?:exp(?:iry|iration|ires|\.)?(?:\s+date)?|use by|best before(?: end)?|bbe?|bbd|mhd|mindestens haltbar bis|haltbar bis|verfall(?:s?datum)?|verwendbar bis|tht|tgt|ddm|dlc|dluo|péremption|caducidad|cad\.|vto\.?|"
	r"vencimiento|consumo preferente|scad(?:enza)?\.?|tmc|validade|val\.|data ważności|termin ważności|houdbaar tot|udløb|bäst före|skt)\b\.?\s*:?\s*",
	re.I,
)
DATE = re.compile(
	r"(?<![\w/.-])(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}[/.]\d{4}|\d{4}-\d{2}|\d{1,2}(?:st|nd|rd|th|\.)?[ -](?:de )?[^\W\d_]{3,12}\.?,?[ -](?:de )?\d{2,4}|"
	r"[^\W\d_]{3,12}\.? \d{1,2}, \d{4}|[^\W\d_]{3,12}\.?[ -]\d{2,4}|\d{2}/\d{2})(?![\w/]|[.-]\d)"
)
SHIPS = re.compile(
	r"\b(?:ship(?:s|ped|ping)?|despatch\w*|dispatch\w*|sent|leaves?|leaving|left|versand\w*|versend\w*|liefern|verladen|expedi\w*|envia\w*|salid\w*|spedi\w*|parti\w*|verzend\w*|verzonden|wysl\w*|wysyl\w*|send(?:es|t|er)?|expedu\w*|afsend\w*)\b"
)
FOLLOWS = re.compile(
	r"\b(?:follows?|following|to come|later|folgt|folgen|nachgereicht|suivra|suit|sigue|seguira|segue|seguira|volgt|nastapi|nadejdzie|missing|outstanding|fehlt|not yet|pending)\b"
)
_NUMBER = r"\s*(?:number|nummer|no\.?|nr\.?|n°|num\.?|#)?\s*[:.#]?\s*((?=[^\s,;]*\d)[\w/.-]+)"
NUMBERS = (
	("despatch_no", re.compile(r"\b(?:delivery note|despatch note|dispatch note|packing list|packing slip|delivery|shipment|lieferschein|lieferung|bon de livraison|bl|albarán|ddt|documento di trasporto|pakbon|leverbon|guia de remessa|wz|følgeseddel|följesedel)\b" + _NUMBER, re.I)),
	("purchase_order", re.compile(r"\b(?:purchase order|your order|order|po|ihre bestellung|bestellung|auftrag|commande|pedido|ordine|bestelling|uw order|encomenda|zamówieni[ea]|objednávk[ay])\b" + _NUMBER, re.I)),
	("bill_of_lading", re.compile(r"\b(?:bill of lading|b/l|bol|frachtbrief|cmr)\b" + _NUMBER, re.I)),
)  # fmt: skip
_COMMON = {
	"en": "the and your with our please goods dear regards",
	"de": "der die und wir ihre mit sehr geehrte heute bitte",
	"fr": "le les et nous votre avec bonjour cordialement",
	"es": "el los con su estimado saludos hoy pedido",
	"it": "il gli con vostro spediamo saluti oggi ordine",
	"nl": "het een wij uw met vandaag groeten bestelling",
	"pt": "os com sua hoje cumprimentos encomenda prezado",
	"pl": "oraz z w zamówienie dzisiaj pozdrawiam wysyłamy",
}


def languages_of_text(text: str) -> frozenset[str]:
	"""Return the language of a text by its commonest words, none if several are as likely.

	>>> languages_of_text("Dear customer, we ship the goods with your order"), languages_of_text("Lot 5")
	(frozenset({'en'}), frozenset())
	"""
	words = set(fold(text).replace(",", " ").replace(".", " ").split())
	votes = {language: len(words & set(fold(common).split())) for language, common in _COMMON.items()}
	most = max(votes.values())
	likely = frozenset(language for language, count in votes.items() if count == most)
	return likely if most > 1 and len(likely) == 1 else frozenset()
