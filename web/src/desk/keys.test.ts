import { beforeEach, expect, it } from 'vitest'
import { forgetToken, keep, keyOf } from './keys'

const before = { id: 'one', name: 'PyCon', token: 'old' }
const after = { ...before, token: 'new' }

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

it.each([true, false])(
  'a token that opens nothing any more is forgotten (kept on the device: %s)',
  (stays) => {
    keep(before, stays)
    forgetToken(before)
    expect(keyOf('one')).toBeUndefined()
  },
)

it.each([true, false])('a newer token that another tab has kept since stays (on the device: %s)', (stays) => {
  keep(after, stays)
  forgetToken(before)
  expect(keyOf('one')).toEqual(after)
})

it('behind the old token of this tab stands the newer one of the device', () => {
  keep(after, true)
  sessionStorage.setItem('conference:one', JSON.stringify({ token: 'old', name: 'PyCon' }))
  forgetToken(before)
  expect(keyOf('one')).toEqual(after)
})
