import { describe, expect, it } from 'vitest'
import { DESK_CATALOGUES } from '../desk/texts/texts'
import { bestLanguage, CATALOGUES, textOf } from './catalogue'

const pairs = [CATALOGUES, DESK_CATALOGUES].flatMap(({ en, ...others }) =>
  Object.entries(others).map(([language, catalogue]) => ({
    name: `${language}, ${Object.keys(en)[0]} …`,
    english: en as Record<string, string>,
    catalogue: catalogue as Record<string, string>,
  })),
)

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()
}

describe.each(pairs)('the catalogue $name', ({ english, catalogue }) => {
  it('has exactly the keys of the English one, in the same order', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(english))
  })

  it.each(Object.entries(english))(
    'has a text of its own for %s, with the same placeholders',
    (key, text) => {
      const translated = catalogue[key] ?? ''
      expect(translated.trim()).not.toBe('')
      expect(placeholders(translated)).toEqual(placeholders(text))
    },
  )
})

describe('the German words for cancelling', () => {
  const german: [string, string][] = [CATALOGUES, DESK_CATALOGUES].flatMap(({ de }) => Object.entries(de))

  // "Eine Bestellung aufgeben" means to place it.
  it.each(german)('%s never says that an order is placed where it is cancelled', (_, text) => {
    expect(text).not.toMatch(
      /aufgeben|aufzugeben|aufgegeben|Aufgabe der|geb(e|en|t|st)\b[^.?!]*\bauf\b(?=[.,?!]|$)/i,
    )
  })

  it.each([
    ['giveUp.button', 'Bestellung abbrechen'],
    ['giveUp.confirm', 'Ja, abbrechen'],
    ['order.cancelledTitle', 'Bestellung storniert'],
  ] as const)('%s is %s', (key, text) => {
    expect(textOf(CATALOGUES, 'de', key)).toBe(text)
  })
})

describe('textOf', () => {
  it('chooses singular and plural by count', () => {
    expect(textOf(CATALOGUES, 'en', 'failure.throttled', { count: 1 })).toBe(
      'Too many attempts. Please try again in a minute.',
    )
    expect(textOf(CATALOGUES, 'de', 'failure.throttled', { count: 3 })).toBe(
      'Zu viele Versuche. Bitte versuchen Sie es in 3 Minuten wieder.',
    )
  })

  it('fills placeholders', () => {
    expect(textOf(CATALOGUES, 'en', 'failure.reference', { id: 'abc' })).toBe('Reference for support: abc')
  })
})

describe('bestLanguage', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr-FR', 'DE'], 'de'],
    [['fr-FR', 'en-GB', 'de'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('of %j is %s', (wished, expected) => {
    expect(bestLanguage(wished)).toBe(expected)
  })
})
