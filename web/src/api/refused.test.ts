import { afterEach, expect, it, vi } from 'vitest'
import { api, bearer } from './client'
import { onRefusedRead } from './refused'

const path = { params: { path: { id: 'one' } } }
const read = (token: string) => api.GET('/management/conferences/{id}', { ...path, headers: bearer(token) })
const publish = (token: string) =>
  api.POST('/management/conferences/{id}/publish', { ...path, headers: bearer(token) })

function everyAnswerIs(status: number) {
  vi.stubGlobal('fetch', async () => new Response('{}', { status }))
}

afterEach(() => vi.unstubAllGlobals())

it('tells of a read that is refused with the token, until it is stopped', async () => {
  everyAnswerIs(401)
  const locked = vi.fn()
  const stop = onRefusedRead('mine', locked)
  await read('mine')
  expect(locked).toHaveBeenCalledTimes(1)
  stop()
  await read('mine')
  expect(locked).toHaveBeenCalledTimes(1)
})

it('tells of nothing else', async () => {
  const locked = vi.fn()
  const stop = onRefusedRead('mine', locked)
  everyAnswerIs(401)
  await read('another')
  await publish('mine')
  for (const status of [200, 404]) {
    everyAnswerIs(status)
    await read('mine')
  }
  expect(locked).not.toHaveBeenCalled()
  stop()
})
