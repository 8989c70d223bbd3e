import createClient from 'openapi-fetch'
import { Failure } from './failure'
import type { paths } from './schema'
import { serverClock } from './server-clock'
import type { ProblemDocument } from './types'

declare const __API__: string

const LONGEST_ANSWER_MS = 20_000
const PAUSES_MS = [500, 1500]
const LONGEST_PAUSE_MS = 5_000

/** The API, typed by its own description. Use with `answer` or `content`, which throw a Failure for all but success. */
export const api = createClient<paths>({
  baseUrl: __API__.startsWith('/') ? location.origin + __API__ : __API__,
  fetch: persistentFetch,
})

type Outcome<T> = { data?: T; error?: unknown; response: Response }

export async function answer<T>(call: Promise<Outcome<T>>): Promise<{ content: T; response: Response }> {
  const { data, error, response } = await call
  if (!response.ok) throw new Failure('problem', response, documentOf(error))
  return { content: data as T, response }
}

export async function content<T>(call: Promise<Outcome<T>>): Promise<T> {
  return (await answer(call)).content
}

export function bearer(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` }
}

/** For what is refused once it took effect: sent again without its answer having come, it is the same request. */
export function once(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() }
}

function documentOf(error: unknown): Partial<ProblemDocument> {
  // A gateway on the way answers in its own format.
  return typeof error === 'object' && error !== null ? (error as Partial<ProblemDocument>) : {}
}

/** Tries again when no answer comes or the server has a hiccup: every request of ours may be sent twice. */
async function persistentFetch(request: Request): Promise<Response> {
  for (const pause of PAUSES_MS) {
    try {
      const response = await timedFetch(request.clone())
      if (response.status < 500) return response
      await passed(Math.min(retryAfterMs(response) ?? pause, LONGEST_PAUSE_MS), request.signal)
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'late') throw error
      await passed(pause, request.signal)
    }
  }
  return timedFetch(request)
}

async function timedFetch(request: Request): Promise<Response> {
  const waits = Number(/wait=(\d+)/.exec(request.headers.get('Prefer') ?? '')?.[1] ?? 0) * 1000
  const limit = AbortSignal.timeout(LONGEST_ANSWER_MS + waits)
  const sent = Date.now()
  try {
    const response = await fetch(request, { signal: AbortSignal.any([request.signal, limit]) })
    serverClock.learn(response.headers.get('Date'), sent, Date.now())
    return response
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new Failure(limit.aborted ? 'late' : 'unreachable', error)
  }
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After'))
  return seconds > 0 ? seconds * 1000 : undefined
}

/** Resolves after `ms`; rejects as soon as `signal` is aborted. */
export function passed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }, ms)
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
  })
}
