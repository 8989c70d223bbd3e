"""What the letters say, in each language. `{…}`: what is put in; the names are those of the letters' own parameters."""

from collections.abc import Mapping
from typing import Final

from domain.values import Language

TEXTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "hello": "Hello {name},",
        "regards": "Your conference desk at Contoso",
        "code": "Access code",
        "total": "Total",
        "free": "free of charge",
        "code-subject": "{conference}: your access code",
        "code-new": (
            "your conference {conference} is set up. With your e-mail address and this access code you manage it:"
        ),
        "code-renewed": (
            "somebody, probably you, asked for a new access code for your conference {conference}. "
            "The old one does not open it any more; this one does. When you use it for the first time, everybody who "
            "opened the conference with an earlier code has to enter it too:"
        ),
        "code-link": "Manage your conference",
        "code-secret": "Whoever has this code can change your conference. Keep it to yourself.",
        "order-subject": "{conference}: your order is confirmed",
        "order-confirmed": "your order for {conference} is confirmed.",
        "order-again-subject": "{conference}: your order",
        "order-again": "you asked for the particulars of your order for {conference}. Here they are.",
        "order-code": (
            "With your e-mail address and this access code you find your order again, and say who sits where:"
        ),
        "order-link": "Find your order",
        "attention-subject": "{conference}: an order awaits your decision",
        "attention": (
            "an order for {conference} was paid after its time had run out, and its seats could not be had again. "
            "It is for you to decide: refund it, or honour it."
        ),
        "attention-order": "Access code of the order",
        "attention-link": "Decide in your conference's orders",
    },
    "de": {
        "hello": "Guten Tag {name},",
        "regards": "Ihr Konferenzbüro von Contoso",
        "code": "Zugangscode",
        "total": "Summe",
        "free": "kostenfrei",
        "code-subject": "{conference}: Ihr Zugangscode",
        "code-new": (
            "Ihre Konferenz {conference} ist angelegt. "
            "Mit Ihrer E-Mail-Adresse und diesem Zugangscode verwalten Sie sie:"
        ),
        "code-renewed": (
            "jemand, wahrscheinlich Sie, hat einen neuen Zugangscode für Ihre Konferenz {conference} angefordert. "
            "Der alte gilt nicht mehr; es gilt dieser. Sobald Sie ihn zum ersten Mal verwenden, müssen ihn alle "
            "eingeben, die die Konferenz mit einem früheren Code geöffnet haben:"
        ),
        "code-link": "Konferenz verwalten",
        "code-secret": "Wer diesen Code hat, kann Ihre Konferenz ändern. Behalten Sie ihn für sich.",
        "order-subject": "{conference}: Ihre Bestellung ist bestätigt",
        "order-confirmed": "Ihre Bestellung für {conference} ist bestätigt.",
        "order-again-subject": "{conference}: Ihre Bestellung",
        "order-again": "Sie haben die Angaben zu Ihrer Bestellung für {conference} angefordert. Hier sind sie.",
        "order-code": (
            "Mit Ihrer E-Mail-Adresse und diesem Zugangscode finden Sie Ihre Bestellung wieder und tragen ein, "
            "wer auf welchem Platz sitzt:"
        ),
        "order-link": "Bestellung finden",
        "attention-subject": "{conference}: eine Bestellung wartet auf Ihre Entscheidung",
        "attention": (
            "eine Bestellung für {conference} wurde nach Ablauf ihrer Frist bezahlt, und ihre Plätze waren nicht mehr "
            "zu haben. Sie entscheiden: erstatten oder doch erfüllen."
        ),
        "attention-order": "Zugangscode der Bestellung",
        "attention-link": "In den Bestellungen Ihrer Konferenz entscheiden",
    },
}
