import { beforeEach, describe, expect, it } from 'vitest'
import { ServerClock } from './server-clock'

const NOON = Date.UTC(2026, 10, 24, 12)
const DATE_NOON = 'Tue, 24 Nov 2026 12:00:00 GMT'

describe('the clock of the server', () => {
  let clock: ServerClock
  beforeEach(() => {
    clock = new ServerClock()
  })

  it('is ours until the first answer', () => {
    expect(clock.at(NOON)).toBe(NOON)
  })

  it('is learned from one answer to within the second that Date leaves out', () => {
    const ours = NOON - 3_600_000 // an hour slow
    clock.learn(DATE_NOON, ours, ours)
    expect(clock.at(ours)).toBe(NOON + 500)
  })

  it('is narrowed down by more answers', () => {
    // The server is exactly 10 s ahead: at its 12:00:00.0 and at its 12:00:00.9 the Date is the same.
    clock.learn(DATE_NOON, NOON - 10_000, NOON - 10_000)
    clock.learn(DATE_NOON, NOON - 9_100, NOON - 9_100)
    expect(clock.at(NOON - 10_000)).toBe(NOON + 50)
  })

  it('is not falsified by an answer that took long', () => {
    clock.learn(DATE_NOON, NOON, NOON)
    clock.learn('Tue, 24 Nov 2026 12:00:20 GMT', NOON, NOON + 20_000)
    expect(clock.at(NOON)).toBe(NOON + 500)
  })

  it('is learned anew when our own clock was set meanwhile', () => {
    clock.learn(DATE_NOON, NOON, NOON)
    clock.learn(DATE_NOON, NOON - 60_000, NOON - 60_000)
    expect(clock.at(NOON - 60_000)).toBe(NOON + 500)
  })

  it('learns nothing from an answer without a readable Date', () => {
    clock.learn(null, NOON, NOON)
    clock.learn('yesterday', NOON, NOON)
    expect(clock.at(NOON)).toBe(NOON)
  })
})
