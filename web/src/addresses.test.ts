import { describe, expect, it } from 'vitest'
import { isId, isReadable, isSlug } from './addresses'

describe('isSlug', () => {
  it.each(['pycon', 'py-con-2027', '2027', 'PyCon', 'a'.repeat(60)])('takes %s', (text) => {
    expect(isSlug(text)).toBe(true)
  })

  it.each(['', 'py con', 'py_con', 'köln', 'a.b', '<b>', 'a/b', 'a'.repeat(61), 'pycon\n'])(
    'refuses %j',
    (text) => {
      expect(isSlug(text)).toBe(false)
    },
  )
})

describe('isId', () => {
  it('takes UUIDs in any case', () => {
    expect(isId('0f8fad5b-d9cb-469f-a165-70867728950e')).toBe(true)
    expect(isId('0F8FAD5B-D9CB-469F-A165-70867728950E')).toBe(true)
  })

  it.each(['', 'zzz', '0f8fad5bd9cb469fa16570867728950e', '0f8fad5b-d9cb-469f-a165-70867728950e0'])(
    'refuses %j',
    (text) => {
      expect(isId(text)).toBe(false)
    },
  )
})

describe('isReadable', () => {
  it.each(['/', '/pycon', '/pycon?a=%E0', '/k%C3%B6ln', '/orders/find'])('takes %s', (url) => {
    expect(isReadable(url)).toBe(true)
  })

  it.each(['/%E0%A4%A', '/%', '/pycon/%ff', '//elsewhere.example'])('refuses %s', (url) => {
    expect(isReadable(url)).toBe(false)
  })
})
