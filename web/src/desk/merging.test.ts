import { expect, it } from 'vitest'
import { merged } from './merging'

const before = { name: 'PyCon', location: 'Ulm', tagline: 'Hiss' }

it('takes over what only the other one changed', () => {
  const theirs = { ...before, location: 'Bonn' }
  expect(merged(before, before, theirs)).toEqual({ values: theirs, contested: [] })
})

it('keeps what only I changed', () => {
  const mine = { ...before, name: 'PyCon 2027' }
  expect(merged(before, mine, before)).toEqual({ values: mine, contested: [] })
})

it('keeps mine and names the field where both changed it', () => {
  const mine = { ...before, name: 'PyCon 2027' }
  const theirs = { name: 'PyCon Ulm', location: 'Bonn', tagline: 'Hiss' }
  expect(merged(before, mine, theirs)).toEqual({
    values: { name: 'PyCon 2027', location: 'Bonn', tagline: 'Hiss' },
    contested: ['name'],
  })
})

it('sees no quarrel where both wrote the same', () => {
  const both = { ...before, name: 'PyCon 2027' }
  expect(merged(before, both, both)).toEqual({ values: both, contested: [] })
})
