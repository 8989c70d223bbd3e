import { expect, it } from 'vitest'
import { clock } from './countdown'

it.each([
  [0, '00:00'],
  [9, '00:09'],
  [899, '14:59'],
  [3600, '1:00:00'],
  [90_061, '25:01:01'],
])('%i seconds are %s', (seconds, text) => {
  expect(clock(seconds)).toBe(text)
})
