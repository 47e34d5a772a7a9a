"""The headings of lot lists that are about the delivery, and those that are not read."""

from __future__ import annotations

DOCUMENT = {
	"despatch_no": {
		"en": "packing list|delivery note|despatch note|dispatch note|delivery|shipment|despatch|packing slip|asn|shipment id|delivery number|advice note|packing list number|dn|delivery order",
		"de": "Lieferschein|Lieferscheinnummer|Lieferung|Lieferschein Nr|LS Nr|Lieferavis|Lieferscheinnr",
		"fr": "bon de livraison|bl|bordereau de livraison|livraison|avis d'expédition|n bl",
		"es": "albarán|nota de entrega|remisión|entrega",
		"it": "ddt|documento di trasporto|bolla|bolla di consegna|d d t",
		"nl": "pakbon|leverbon|vrachtbrief|pakbonnummer|levering",
		"pt": "guia de remessa|guia|nota de entrega",
		"pl": "wz|dokument wz|dowód dostawy|list przewozowy|dostawa",
		"sv": "följesedel|följesedelsnummer",
		"da": "følgeseddel",
		"cs": "dodací list",
		"tr": "irsaliye|sevk irsaliyesi|irsaliye no",
	},
	"purchase_order": {
		"en": "po|purchase order|your order|customer order|order|your po|customer po|po ref|order number|your reference|customer purchase order|buyer order|your purchase order|order ref",
		"de": "Bestellung|Ihre Bestellung|Bestellnummer|Bestell Nr|Kundenbestellung|Ihre Bestellnummer|Auftrag|Kundenauftrag|Bestellnr|Ihr Auftrag",
		"fr": "commande|votre commande|bon de commande|numéro de commande|n de commande|n commande",
		"es": "pedido|su pedido|orden de compra|número de pedido",
		"it": "ordine|vostro ordine|ordine di acquisto|numero ordine|vs ordine|rif ordine",
		"nl": "bestelling|uw bestelling|ordernummer|inkooporder|bestelnummer|uw order",
		"pt": "encomenda|pedido|ordem de compra|nota de encomenda",
		"pl": "zamówienie|numer zamówienia|nr zamówienia",
		"sv": "order|ert ordernummer|inköpsorder",
		"da": "ordre|ordrenummer|jeres ordre",
		"cs": "objednávka|číslo objednávky",
		"tr": "sipariş|sipariş no",
	},
	"shipped": {
		"en": "ship date|shipped on|shipping date|despatch date|dispatch date|date shipped|date of despatch|date of dispatch|delivery date|date",
		"de": "Versanddatum|Lieferdatum|Datum|Lieferscheindatum|Warenausgang|versandt am",
		"fr": "date d'expédition|expédié le|date de livraison|date",
		"es": "fecha de envío|fecha de expedición|fecha|fecha de entrega",
		"it": "data di spedizione|data spedizione|data|data consegna|data ddt",
		"nl": "verzenddatum|leverdatum|datum",
		"pt": "data de envio|data de expedição|data",
		"pl": "data wysyłki|data dostawy|data",
		"sv": "datum|leveransdatum",
		"da": "dato|leveringsdato",
		"cs": "datum|datum dodání",
		"tr": "tarih|sevk tarihi",
	},
	"expected_on": {
		"en": "eta|expected|expected arrival|estimated delivery|estimated arrival|arrival date|due date",
		"de": "voraussichtliche Ankunft|Ankunft|Eintreffdatum",
		"fr": "arrivée prévue",
		"es": "llegada prevista",
		"it": "arrivo previsto",
		"nl": "verwachte aankomst",
	},
	"bill_of_lading": {
		"en": "bol|bill of lading|b l|bl number|bol number",
		"de": "Frachtbrief",
		"fr": "connaissement",
		"es": "conocimiento de embarque",
	},
	"tlc_gln": {"en": "tlc source reference gln|tlc source gln"},
	"tlc_ffrn": {"en": "tlc source reference ffrn"},
	"tlc_url": {
		"en": "tlc source reference url|tlc source reference|tlc source url|traceability lot code source reference"
	},
	"tlc_ggn": {"en": "tlc source reference ggn"},
	"reference_document": {
		"en": "ref doc type and number|ref doc|reference document|reference document type and number|reference document number",
		"de": "Referenzbeleg",
	},
	"ignored": {
		"en": "no|line|line no|pos|position|#|row|seq|price|unit price|total price|value|currency|customer|supplier|vendor|assigned by|tlc assigned by|tlc source reference assigned by|ship to location|ship to location id|ship from location|ship from location id"
		"|voicecode|voice code|ship to|ship from|location|hs code|customs tariff|batch size|lot size|number of lots|number of batches|lot count|batch count|kg drum|kg bag|per drum|kg per drum|kg per bag|weight per|units per|pack size|packing|package type|remark|remarks|comment|comments|note|coa|certificate|certificate no|status|storage|temperature|carrier|address|phone|page|order date|po date|order line|po line|invoice|invoice no|order item|layers",
		"de": "Pos|Position|Zeile|lfd Nr|Preis|Einzelpreis|Gesamtpreis|Wert|Kunde|Kundennummer|Lieferant|Zolltarifnummer|Bemerkung|Bemerkungen|Hinweis|Zertifikat|Seite|kg je Gebinde|kg Sack|Lagerort|Bestelldatum|Rechnung|Auftragsposition|Bestellposition|Tel|Telefon",
		"fr": "ligne|prix|prix unitaire|client|fournisseur|remarque|observations|certificat|page|emplacement|date de commande|poste",
		"es": "línea|precio|cliente|proveedor|observaciones|certificado|página|posición|fecha de pedido",
		"it": "riga|prezzo|cliente|fornitore|note|certificato|pagina|posizione|data ordine",
		"nl": "regel|prijs|klant|leverancier|opmerking|opmerkingen|certificaat|pagina|orderdatum",
		"pt": "linha|preço|cliente|fornecedor|observações|certificado",
		"pl": "lp|l p|cena|klient|dostawca|uwagi|certyfikat|strona|pozycja",
	},
}
"""Phrases by field and language."""
