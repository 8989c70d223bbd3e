import type { TextKey } from '../i18n/catalogue'

const TEXTS: Readonly<Record<string, TextKey>> = {
  'change-pending': 'reason.changePending',
  'too-many-changes': 'reason.tooManyChanges',
  'conference-over': 'conference.over',
  'payment-expired': 'reason.paymentExpired',
  'not-reserved': 'reason.notReserved',
  'reservation-expired': 'countdown.over',
  superseded: 'reason.superseded',
}

/** The text for why the server refuses something, by its slug; undefined for what no text says better than its page. */
export function textOfReason(slug: string): TextKey | undefined {
  return TEXTS[slug]
}
