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

it.each([
  ['JPY', '3001.00', 'JP¥3,001'],
  ['KRW', '1000.00', '₩1,000'],
  ['CLP', '5000.00', 'CLP 5,000'],
  ['HUF', '999.50', 'HUF 999.50'],
  ['HUF', '1000.00', 'HUF 1,000.00'],
  ['RSD', '1499.50', 'RSD 1,499.50'],
  ['IQD', '1000.50', 'IQD 1,000.50'],
  ['KWD', '1.25', 'KWD 1.25'],
  ['BHD', '0.00', 'BHD 0.00'],
  ['EUR', '5.00', '€5.00'],
])('writes %s %s with the decimals that are charged', (currency, amount, money) => {
  expect(plain(formatsOf('en-GB').money(amount, currency))).toBe(money)
})

it('writes amounts exactly that no floating point number could hold', () => {
  expect(formatsOf('en-GB').money('90071992547409.93', 'USD')).toBe('US$90,071,992,547,409.93')
})

it('takes the variant of the language that the reader wishes', () => {
  expect(localeFor('en', ['de-DE', 'en-AU', 'en'])).toBe('en-AU')
  expect(localeFor('de', ['en-AU'])).toBe('de')
})
