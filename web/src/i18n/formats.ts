import { decimalsOf } from '../api/currencies'

/** Dates, times, numbers and money as the language of the page writes them. */
export interface Formats {
  /** `amount` as the API gives it: a decimal in a string. It is written with the decimals of ISO 4217, by which the server
   * charges; the tables of browsers have others (none for HUF, RSD). */
  money(amount: string, currency: string): string
  number(value: number): string
  /** Days of a conference, `YYYY-MM-DD`: calendar days where it takes place, whatever the reader's time zone. */
  days(first: string, last: string): string
  /** A moment, in the zone of whoever reads. */
  moment(iso: string): string
  time(iso: string | number): string
}

export function formatsOf(locale: string): Formats {
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  return {
    money: (amount, currency) => {
      const decimals = {
        minimumFractionDigits: decimalsOf(currency),
        maximumFractionDigits: decimalsOf(currency),
      }
      return new Intl.NumberFormat(locale, { style: 'currency', currency, ...decimals }).format(
        amount as Intl.StringNumericLiteral,
      )
    },
    number: (value) => new Intl.NumberFormat(locale).format(value),
    days: (first, last) => days.formatRange(new Date(first), new Date(last)),
    moment: (iso) => moments.format(new Date(iso)),
    time: (at) => times.format(new Date(at)),
  }
}

/** The reader's own variant of the page's language (en-GB), or the bare language. */
export function localeFor(language: string, wished: readonly string[]): string {
  return wished.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language
}
