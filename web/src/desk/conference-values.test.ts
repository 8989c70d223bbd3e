import { describe, expect, it } from 'vitest'
import { isWholeNumber, slugFrom } from './conference-values'
import { amountFrom, seatTypeFaults, seatTypeValuesOf } from './seat-type-values'

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

describe('a price', () => {
  const texts = { desk: (key: string) => key, number: String }

  it.each([
    ['JPY', '1000.50', 'seatTypes.priceWhole'],
    ['JPY', '1000,5', 'seatTypes.priceWhole'],
    ['JPY', '1000.00', undefined],
    ['JPY', '1000', undefined],
    ['HUF', '999.50', undefined],
    ['KWD', '1.25', undefined],
    ['KWD', '1.255', 'seatTypes.priceForm'],
    ['JPY', '50000.01', 'seatTypes.priceForm'],
  ])('in %s of %s: %s', (currency, price, fault) => {
    const values = { name: 'Full', description: '', price, quantity: '1' }
    expect(seatTypeFaults(values, currency, texts).price).toBe(fault)
  })

  it.each([
    ['JPY', '1000.00', '1000'],
    ['JPY', '1000.50', '1000.50'],
    ['HUF', '999.00', '999.00'],
  ])('in %s of %s is edited as %s', (currency, price, shown) => {
    const seatType = {
      id: '',
      name: '',
      description: '',
      price,
      currency,
      quantity: 1,
      reserved: 0,
      sold: 0,
      remaining: 1,
    }
    expect(seatTypeValuesOf(seatType).price).toBe(shown)
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
