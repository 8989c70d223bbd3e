import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  drafts,
  forget,
  type KeptOrder,
  keepHere,
  keepOpen,
  keptOrder,
  openOrdersOf,
  removeOutdated,
} from './kept'

const order: KeptOrder = { orderId: 'one', token: 'secret', slug: 'pycon' }

/** What another tab of this browser sees: only what the device keeps. */
function inAnotherTab<T>(look: () => T): T {
  sessionStorage.clear()
  return look()
}

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 12) })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('an order under way', () => {
  it('is open in all tabs', () => {
    keepOpen(order)
    expect(keptOrder('one')).toEqual(order)
    expect(inAnotherTab(() => keptOrder('one'))).toEqual(order)
    expect(openOrdersOf('pycon')).toEqual([order])
    expect(openOrdersOf('another')).toEqual([])
  })

  it('is gone from the device after an hour', () => {
    keepOpen(order)
    vi.advanceTimersByTime(3_600_001)
    expect(inAnotherTab(() => keptOrder('one'))).toBeUndefined()
    expect(openOrdersOf('pycon')).toEqual([])
    removeOutdated()
    expect(localStorage.length).toBe(0)
  })

  it('stays when others are removed', () => {
    localStorage.setItem('language', 'de')
    keepOpen(order)
    removeOutdated()
    expect(inAnotherTab(() => keptOrder('one'))).toEqual(order)
    expect(localStorage.getItem('language')).toBe('de')
  })
})

describe('an order that has ended', () => {
  it('stays in this tab and nowhere else, without what was typed for it', () => {
    keepOpen(order)
    drafts.set('one', { email: 'ada@example.com' })
    keepHere(order)
    expect(keptOrder('one')).toEqual(order)
    expect(openOrdersOf('pycon')).toEqual([])
    expect(drafts.get('one')).toBeUndefined()
    expect(localStorage.length).toBe(0)
    expect(inAnotherTab(() => keptOrder('one'))).toBeUndefined()
  })
})

it('can be forgotten altogether', () => {
  keepOpen(order)
  drafts.set('one', { email: 'ada@example.com' })
  forget('one')
  expect(keptOrder('one')).toBeUndefined()
  expect(localStorage.length + sessionStorage.length).toBe(0)
})

it('is not troubled by what somebody else has written', () => {
  localStorage.setItem('order:one', '{half')
  expect(keptOrder('one')).toBeUndefined()
  removeOutdated()
  expect(localStorage.length).toBe(0)
})

it('works in a browser that keeps nothing, as long as the page is open', () => {
  const refused = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  keepOpen(order)
  refused.mockRestore()
  expect(keptOrder('one')).toEqual(order)
  forget('one')
})
