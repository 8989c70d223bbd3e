import { describe, expect, it } from 'vitest'
import type { SeatType } from '../api/types'
import { centsOf, faultOf, limitOf, seatsOf, totalOf } from './quantities'

function seatType(id: string, price: string, availableQuantity: number): SeatType {
  return { id, name: id, description: '', price, currency: 'EUR', quantity: 100, availableQuantity }
}

const full = seatType('full', '499.00', 40)
const workshop = seatType('workshop', '120.50', 3)
const gone = seatType('gone', '10.00', 0)
const types = [full, workshop, gone]

describe('what can be asked for of a type', () => {
  it('is what is left, and 20 at most', () => {
    expect(limitOf(workshop)).toBe(3)
    expect(limitOf(full)).toBe(20)
    expect(limitOf(gone)).toBe(0)
  })

  it('counts what the order holds already', () => {
    expect(limitOf(workshop, 2)).toBe(5)
    expect(limitOf(gone, 2)).toBe(2)
  })

  it('is never below zero', () => {
    expect(limitOf(seatType('cut', '1.00', -4), 1)).toBe(0)
  })
})

describe('the total', () => {
  it('is exact to the cent', () => {
    expect(totalOf(types, { full: 2, workshop: 1 })).toBe('1118.50')
    expect(totalOf([seatType('odd', '0.10', 9)], { odd: 3 })).toBe('0.30')
    expect(totalOf([seatType('dear', '50000.00', 99)], { dear: 20 })).toBe('1000000.00')
  })

  it('of nothing is zero', () => {
    expect(totalOf(types, {})).toBe('0.00')
  })

  it('counts in cents', () => {
    expect(centsOf('499.00')).toBe(49900n)
    expect(centsOf('7')).toBe(700n)
    expect(centsOf('0.5')).toBe(50n)
  })
})

describe('a selection', () => {
  it('is fine within what is left', () => {
    expect(faultOf(types, { full: 20, workshop: 3 })).toBeUndefined()
  })

  it('has at least one seat', () => {
    expect(faultOf(types, {})).toBe('none')
    expect(faultOf(types, { full: 0 })).toBe('none')
  })

  it('names the types of which there are not enough', () => {
    expect(faultOf(types, { full: 21, workshop: 3, gone: 1 })).toEqual({ tooManyOf: ['full', 'gone'] })
  })

  it('may keep what the order holds of a type that is sold out', () => {
    expect(faultOf(types, { gone: 2 }, { gone: 2 })).toBeUndefined()
    expect(faultOf(types, { gone: 3 }, { gone: 2 })).toEqual({ tooManyOf: ['gone'] })
  })

  it('has 500 seats at most', () => {
    const many = Array.from({ length: 26 }, (_, index) => seatType(`type-${index}`, '1.00', 100))
    const twentyOfEach = Object.fromEntries(many.map(({ id }) => [id, 20]))
    expect(faultOf(many.slice(0, 25), twentyOfEach)).toBe('tooMany')
    expect(faultOf(many.slice(0, 25), { ...twentyOfEach, 'type-25': 0 })).toBeUndefined()
  })

  it('is sent without the types of which nothing is wanted', () => {
    expect(seatsOf({ full: 2, workshop: 0 })).toEqual([{ seatTypeId: 'full', quantity: 2 }])
  })
})
