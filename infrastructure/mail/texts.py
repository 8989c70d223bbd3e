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
        "order-unpaid": "It is not paid yet.",
        "order-cancelled": "The order was cancelled.",
        "invoice-subject": "{conference}: how to pay for your order",
        "invoice": (
            "we have received your order for {conference}, to be paid by invoice. "
            "Its seats are held for you until {due}."
        ),
        "invoice-pay": "Please pay {amount} by then. Use the code of your order as the payment reference:",
        "invoice-reference": "Reference",
        "invoice-organizer": (
            "The organiser is {organizer} ({email}). Please contact them for the invoice and the bank details."
        ),
        "invoice-code": "With your e-mail address and the same code you find your order again.",
        "expired-subject": "{conference}: your order has expired",
        "expired": (
            "your order for {conference} was not paid in time. It has expired, and its seats are on sale again."
        ),
        "expired-paid": (
            "If you have already paid, you do not need to do anything: as soon as the payment arrives, "
            "we will let you know by e-mail what happens to it."
        ),
        "expired-invoice": (
            "no payment for your order for {conference} was recorded by {due}. "
            "It has expired, and its seats are on sale again."
        ),
        "expired-invoice-paid": "If you have already paid, please contact the organiser, {organizer} ({email}).",
        "cancelled-subject": "{conference}: your order was cancelled",
        "cancelled": "the organiser has cancelled your order for {conference}. Please do not pay the invoice.",
        "questions": "If you have any questions, please contact the organiser, {organizer} ({email}).",
        "refunded-subject": "{conference}: your payment is refunded",
        "refunded": "your payment of {amount} for {conference} is refunded. The money goes back the way it came.",
        "refunded-by-owner": (
            "It arrived after the time to pay had run out, and the seats were no longer available. "
            "The organiser has therefore cancelled the order."
        ),
        "refunded-cancelled": "The order had been cancelled before the payment arrived.",
        "refunded-twice": "Another payment counts for this order; nothing changes for the order itself.",
        "refunded-changed": "It did not match your order any more, because the order had been changed in the meantime.",
        "late-subject": "{conference}: your payment arrived too late",
        "late": (
            "your payment of {amount} for {conference} arrived after the time to pay had run out, "
            "and not all of the seats were still available."
        ),
        "late-decision": (
            "The organiser now decides whether you get the seats after all or your money back. "
            "We will tell you by mail. Until then you need not do anything."
        ),
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
        "order-unpaid": "Sie ist noch nicht bezahlt.",
        "order-cancelled": "Die Bestellung wurde storniert.",
        "invoice-subject": "{conference}: so bezahlen Sie Ihre Bestellung",
        "invoice": (
            "wir haben Ihre Bestellung für {conference} auf Rechnung erhalten. "
            "Die Plätze sind bis {due} für Sie reserviert."
        ),
        "invoice-pay": (
            "Bitte überweisen Sie bis dahin {amount}. Geben Sie den Code Ihrer Bestellung als Verwendungszweck an:"
        ),
        "invoice-reference": "Verwendungszweck",
        "invoice-organizer": (
            "Veranstalter ist {organizer} ({email}). Dort erhalten Sie die Rechnung und die Bankverbindung."
        ),
        "invoice-code": "Mit Ihrer E-Mail-Adresse und demselben Code finden Sie Ihre Bestellung wieder.",
        "expired-subject": "{conference}: Ihre Bestellung ist verfallen",
        "expired": (
            "Ihre Bestellung für {conference} wurde nicht rechtzeitig bezahlt. "
            "Sie ist verfallen, und die Plätze sind wieder im Verkauf."
        ),
        "expired-paid": (
            "Falls Sie dennoch bezahlt haben, müssen Sie nichts tun: Sobald die Zahlung eingeht, "
            "teilen wir Ihnen per E-Mail mit, was mit ihr geschieht."
        ),
        "expired-invoice": (
            "für Ihre Bestellung für {conference} wurde bis {due} kein Zahlungseingang erfasst. "
            "Sie ist verfallen, und die Plätze sind wieder im Verkauf."
        ),
        "expired-invoice-paid": (
            "Falls Sie dennoch bezahlt haben, wenden Sie sich bitte an den Veranstalter, {organizer} ({email})."
        ),
        "cancelled-subject": "{conference}: Ihre Bestellung wurde storniert",
        "cancelled": (
            "der Veranstalter hat Ihre Bestellung für {conference} storniert. "
            "Bitte bezahlen Sie die Rechnung nicht mehr."
        ),
        "questions": "Bei Fragen wenden Sie sich bitte an den Veranstalter, {organizer} ({email}).",
        "refunded-subject": "{conference}: Ihre Zahlung wird erstattet",
        "refunded": (
            "Ihre Zahlung von {amount} für {conference} wird erstattet. "
            "Sie erhalten das Geld auf demselben Weg zurück, auf dem Sie bezahlt haben."
        ),
        "refunded-by-owner": (
            "Sie ging nach Ablauf der Zahlungsfrist ein, und die Plätze waren nicht mehr verfügbar. "
            "Der Veranstalter hat die Bestellung deshalb storniert."
        ),
        "refunded-cancelled": "Die Bestellung war bereits storniert, als die Zahlung einging.",
        "refunded-twice": (
            "Für diese Bestellung zählt eine andere Zahlung; an der Bestellung selbst ändert sich nichts."
        ),
        "refunded-changed": "Sie passte nicht mehr zu Ihrer Bestellung, weil diese inzwischen geändert worden war.",
        "late-subject": "{conference}: Ihre Zahlung kam zu spät",
        "late": (
            "Ihre Zahlung von {amount} für {conference} ging nach Ablauf der Zahlungsfrist ein, "
            "und nicht alle Plätze waren noch verfügbar."
        ),
        "late-decision": (
            "Der Veranstalter entscheidet nun, ob Sie die Plätze doch noch erhalten oder Ihr Geld zurückbekommen. "
            "Wir teilen es Ihnen per E-Mail mit. Bis dahin müssen Sie nichts tun."
        ),
        "attention-subject": "{conference}: eine Bestellung wartet auf Ihre Entscheidung",
        "attention": (
            "eine Bestellung für {conference} wurde nach Ablauf ihrer Frist bezahlt, und ihre Plätze waren nicht mehr "
            "zu haben. Sie entscheiden: erstatten oder doch erfüllen."
        ),
        "attention-order": "Zugangscode der Bestellung",
        "attention-link": "In den Bestellungen Ihrer Konferenz entscheiden",
    },
}
