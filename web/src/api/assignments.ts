import { answer, api, bearer, content } from './client'
import { type Outcome, outcomeOf } from './outcome'
import type { Person, SeatAssignments } from './types'

const WAIT = { Prefer: 'wait=15' }

/** Who sits where, as soon as `command` shows or the time is up. Raises Failure 404 where there is nothing yet. */
export async function readAssignments(
  orderId: string,
  token: string,
  command?: string,
  signal?: AbortSignal,
): Promise<{ assignments: SeatAssignments; outcome: Outcome | undefined }> {
  const found = await answer(
    api.GET('/orders/{orderId}/seat-assignments', {
      params: { path: { orderId }, query: command ? { command } : {} },
      headers: { ...bearer(token), ...WAIT },
      ...(signal && { signal }),
    }),
  )
  return { assignments: found.content, outcome: outcomeOf(found.response) }
}

/** The id of the command; `attendee` null: the seat is nobody's. */
export async function assignSeat(
  orderId: string,
  token: string,
  position: number,
  attendee: Person | null,
): Promise<string> {
  const params = { path: { orderId, position: String(position) } }
  const headers = bearer(token)
  const route = '/orders/{orderId}/seat-assignments/{position}'
  const accepted = attendee
    ? await content(api.PUT(route, { params, headers, body: attendee }))
    : await content(api.DELETE(route, { params, headers }))
  return accepted.commandId
}
