"""Scanners that type keys of a US keyboard into a computer set to another one: what was typed, read back."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'

LAYOUTS = {
	"German": "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-"
	+ "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
	"Swiss": "§1234567890'^qwertzuiopü¨$asdfghjklöäyxcvbnm,.-"
	+ '°+"*ç%&/()=?`QWERTZUIOPè!£ASDFGHJKLéàYXCVBNM;:_',
	"French": "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!"
	+ "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
	"French (Mac), Belgian": "@&é\"'(§è!çà)-azertyuiop^$`qsdfghjklmùwxcvbn,;:="
	+ "#1234567890°_AZERTYUIOP¨*£QSDFGHJKLM%WXCVBN?./+",
	"Italian": "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-"
	+ '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_',
	"Spanish": "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-"
	+ 'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_',
	"Portuguese": "\\1234567890'«qwertyuiop+´~asdfghjklçºzxcvbnm,.-"
	+ '|!"#$%&/()=?»QWERTYUIOP*`^ASDFGHJKLÇªZXCVBNM;:_',
	"Swedish": "§1234567890+´qwertyuiopå¨'asdfghjklöäzxcvbnm,.-"
	+ '½!"#¤%&/()=?`QWERTYUIOPÅ^*ASDFGHJKLÖÄZXCVBNM;:_',
	"British": "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./"
	+ '¬!"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?',
	"Russian": "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю."
	+ 'Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,',
	"Ukrainian": "'1234567890-=йцукенгшщзхї\\фівапролджєячсмитьбю."
	+ '₴!"№;%:?*()_+ЙЦУКЕНГШЩЗХЇ/ФІВАПРОЛДЖЄЯЧСМИТЬБЮ,',
	"Greek": "`1234567890-=;ςερτυθιοπ[]\\ασδφγηξκλ΄'ζχψωβνμ,./"
	+ '~!@#$%^&*()_+:΅ΕΡΤΥΘΙΟΠ{}|ΑΣΔΦΓΗΞΚΛ¨"ΖΧΨΩΒΝΜ<>?',
	"Turkish": '"1234567890*-qwertyuıopğü,asdfghjklşizxcvbnmöç.'
	+ "é!'^+%&/()=?_QWERTYUIOPĞÜ;ASDFGHJKLŞİZXCVBNMÖÇ:",
}
"""What each key of a US keyboard types on another one, without and with Shift."""


class Typed(NamedTuple):
	"""What the scanner had read, if the computer is set to a layout."""

	layout: str
	text: str
	foreign: int
	"""How many characters were changed that are rare on labels."""


def readings(text: str) -> list[Typed]:
	"""Return what the scanner may have read, for each layout that can have typed the text.

	>>> [typed.text for typed in readings(")01=04012345678901)10=Z1") if typed.layout == "German"]
	['(01)04012345678901(10)Y1']
	"""
	found: dict[str, Typed] = {}
	for layout, table in _tables().items():
		if all(char in table or not char.isprintable() or char == " " for char in text):
			read = "".join(table.get(char, char) for char in text)
			if read != text and read not in found:
				foreign = sum(char in table and table[char] != char and not char.isascii() for char in text)
				found[read] = Typed(layout, read, foreign)
	return list(found.values())


def is_foreign(text: str) -> bool:
	"""Return whether a text has letters that no code has, such as accents and Cyrillic letters.

	>>> is_foreign("àà'HA"), is_foreign("LOT-77A")
	(True, False)
	"""
	return any(ord(char) > 127 and char.isprintable() for char in text)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
	tables: dict[str, dict[str, str]] = {}
	for layout, keys in LAYOUTS.items():
		table: dict[str, str] = {}
		for typed, read in zip(keys, US, strict=True):
			table.setdefault(typed, read)
		tables[layout] = table
	return tables


def letter(layout: str, char: str) -> str:
	"""Return what the scanner had read where a letter was typed.

	>>> letter("French", "A"), letter("German", "Z")
	('Q', 'Y')
	"""
	return _tables()[layout].get(char, char)
