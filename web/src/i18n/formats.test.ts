import { expect, it } from 'vitest'
import { formatsOf, localeFor } from './formats'

/** Intl's blanks are of several kinds. */
const plain = (text: string) => text.replace(/\s/g, ' ')

it.each([
  ['en-GB', '€1,118.50', '1 – 3 May 2027'],
  ['en-US', '€1,118.50', 'May 1 – 3, 2027'],
  ['de-DE', '1.118,50 €', '1.–3. Mai 2027'],
])('writes money and days as %s does', (locale, money, days) => {
  const formats = formatsOf(locale)
  expect(plain(formats.money('1118.50', 'EUR'))).toBe(money)
  expect(plain(formats.days('2027-05-01', '2027-05-03'))).toBe(days)
})

it('writes amounts exactly that no floating point number could hold', () => {
  expect(formatsOf('en-GB').money('90071992547409.93', 'USD')).toBe('US$90,071,992,547,409.93')
})

it('takes the variant of the language that the reader wishes', () => {
  expect(localeFor('en', ['de-DE', 'en-AU', 'en'])).toBe('en-AU')
  expect(localeFor('de', ['en-AU'])).toBe('de')
})
