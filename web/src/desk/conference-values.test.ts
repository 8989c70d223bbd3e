import { describe, expect, it } from 'vitest'
import { isWholeNumber, slugFrom } from './conference-values'
import { amountFrom } from './seat-type-values'

describe('slugFrom', () => {
  it.each([
    ['PyCon Northwind', 'pycon-northwind'],
    ['  Köln & Straße: Ärzte, Übung!  ', 'koeln-strasse-aerzte-uebung'],
    ['Café Société', 'cafe-societe'],
    ['2027', '2027'],
    ['会议', ''],
    ['x'.repeat(70), 'x'.repeat(60)],
  ])('of %j is %j', (name, slug) => {
    expect(slugFrom(name)).toBe(slug)
  })
})

describe('amountFrom', () => {
  it.each([
    ['12', '12.00'],
    ['12.5', '12.50'],
    ['12,50', '12.50'],
    [' 0 ', '0.00'],
    ['007.10', '7.10'],
    ['1.234', undefined],
    ['1,234.50', undefined],
    ['-3', undefined],
    ['12€', undefined],
    ['', undefined],
  ])('of %j is %j', (text, amount) => {
    expect(amountFrom(text)).toBe(amount)
  })
})

describe('isWholeNumber', () => {
  it.each([
    ['0', true],
    ['90', true],
    ['91', false],
    ['1.5', false],
    ['-1', false],
    ['', false],
    ['ten', false],
  ])('of %j up to 90 is %j', (text, expected) => {
    expect(isWholeNumber(text, 90)).toBe(expected)
  })
})
