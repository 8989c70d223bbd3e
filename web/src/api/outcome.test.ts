import { expect, it } from 'vitest'
import { outcomeOf, refusalOf } from './outcome'

it.each([
  ['applied', 'applied'],
  ['unchanged', 'unchanged'],
  ['pending', 'pending'],
  ['refused; reason=reservation-expired', { refused: 'reservation-expired' }],
  ['refused', { refused: 'unknown' }],
])('of %s is %j', (header, expected) => {
  expect(outcomeOf(new Response(null, { headers: { 'Command-Outcome': header } }))).toEqual(expected)
})

it('is undefined where no command was asked for', () => {
  expect(outcomeOf(new Response())).toBeUndefined()
})

it('tells why a command was refused', () => {
  expect(refusalOf({ refused: 'superseded' })).toBe('superseded')
  expect(refusalOf('applied')).toBeUndefined()
  expect(refusalOf(undefined)).toBeUndefined()
})
