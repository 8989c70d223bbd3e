import type { ProblemDocument } from './types'

/** Why a request brought nothing.
 *
 * `unreachable`: no answer came at all (offline, server down, cut). `late`: none came in time. `problem`: the answer is
 * one; `slug` is what to branch on (`reservation-expired`).
 */
export class Failure extends Error {
  readonly kind: 'unreachable' | 'late' | 'problem'
  readonly response: Response | undefined
  readonly document: Partial<ProblemDocument>
  /** Seconds that the server asks to be left alone for. */
  readonly retryAfter: number | undefined

  constructor(kind: 'unreachable' | 'late', cause?: unknown)
  constructor(kind: 'problem', response: Response, document: Partial<ProblemDocument>)
  constructor(kind: Failure['kind'], about?: unknown, document: Partial<ProblemDocument> = {}) {
    const response = about instanceof Response ? about : undefined
    super(document.title ?? kind, response ? undefined : { cause: about })
    this.kind = kind
    this.response = response
    this.document = document
    this.retryAfter = Number(response?.headers.get('Retry-After')) || undefined
  }

  get status(): number | undefined {
    return this.response?.status
  }

  get slug(): string {
    return this.document.type?.split('/').pop() ?? this.kind
  }

  /** Whether the very same request may succeed a little later. */
  get isPassing(): boolean {
    return this.status === undefined || this.status >= 500
  }

  is(status: number): boolean {
    return this.status === status
  }
}
