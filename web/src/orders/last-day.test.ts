import { expect, it } from 'vitest'
import { isOver } from './last-day'

it.each([
  ['UTC', '2027-05-03T23:59:59Z', false],
  ['UTC', '2027-05-04T00:00:00Z', true],
  ['Pacific/Auckland', '2027-05-03T11:59:59Z', false],
  ['Pacific/Auckland', '2027-05-03T12:00:00Z', true],
  ['America/Los_Angeles', '2027-05-04T06:59:59Z', false],
  ['America/Los_Angeles', '2027-05-04T07:00:00Z', true],
  ['Nowhere/Unknown', '2027-05-03T23:59:59Z', false],
  ['Nowhere/Unknown', '2027-05-04T00:00:00Z', true],
])('a conference in %s whose last day is 3 May is over at %s: %s', (timeZone, now, expected) => {
  expect(isOver({ endDate: '2027-05-03', timeZone }, Date.parse(now))).toBe(expected)
})
