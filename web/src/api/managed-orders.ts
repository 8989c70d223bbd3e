/** The orders of a conference and who will come, as the business customer sees them. */
import { answer, api, bearer, content, once } from './client'
import type { ConferenceKey } from './management'
import { type Outcome, outcomeOf } from './outcome'
import type { Attendee, ManagedOrder, ManagedOrderState } from './types'

/** `continuation` leads to the next page; null after the last one. */
export interface PageOf<T> {
  readonly items: readonly T[]
  readonly continuation: string | null
}

/** `counts`: how many orders of the conference each state has, whatever was asked for. */
export interface PageOfOrders extends PageOf<ManagedOrder> {
  readonly counts: Readonly<Partial<Record<ManagedOrderState, number>>>
}

/** Without a `state`: all but those that expired or were rejected. */
export function readManagedOrders(
  { id, token }: ConferenceKey,
  state: ManagedOrderState | null,
  continuation: string | null,
  signal: AbortSignal,
): Promise<PageOfOrders> {
  return json(
    content(
      api.GET('/management/conferences/{id}/orders', {
        params: { path: { id }, query: { ...(state && { state }), ...(continuation && { continuation }) } },
        headers: bearer(token),
        signal,
      }),
    ),
  )
}

export function readAttendees(
  { id, token }: ConferenceKey,
  continuation: string | null,
  signal: AbortSignal,
): Promise<PageOf<Attendee>> {
  return json(
    content(
      api.GET('/management/conferences/{id}/attendees', {
        params: { path: { id }, query: continuation ? { continuation } : {} },
        headers: bearer(token),
        signal,
      }),
    ),
  )
}

/** The order, as soon as `command` was decided and shows, or the time is up. */
export async function readManagedOrder(
  { id, token }: ConferenceKey,
  orderId: string,
  signal: AbortSignal,
  command?: string,
): Promise<{ order: ManagedOrder; outcome: Outcome | undefined }> {
  const found = await answer(
    api.GET('/management/conferences/{id}/orders/{orderId}', {
      params: { path: { id, orderId }, query: command ? { command } : {} },
      headers: { ...bearer(token), ...(command && { Prefer: 'wait=15' }) },
      signal,
    }),
  )
  return { order: found.content, outcome: outcomeOf(found.response) }
}

export type Settlement = 'refund' | 'honour' | 'paid' | 'cancel'

/** The command's id. Raises Failure 409 where there is nothing of that kind to settle, or somebody was first. */
export async function settleOrder(key: ConferenceKey, orderId: string, action: Settlement): Promise<string> {
  const about = { params: { path: { id: key.id, orderId } }, headers: { ...bearer(key.token), ...once() } }
  const accepted = await content(
    action === 'refund' || action === 'honour'
      ? api.POST('/management/conferences/{id}/orders/{orderId}/resolution', { ...about, body: { action } })
      : api.POST('/management/conferences/{id}/orders/{orderId}/invoice', { ...about, body: { action } }),
  )
  return accepted.commandId
}

/** All orders or those of a state, or all attendees, as a table for a spreadsheet. The server gives long ones in pieces:
 * they are joined. */
export async function readCsv(
  { id, token }: ConferenceKey,
  what: 'orders' | 'attendees',
  state: ManagedOrderState | null = null,
): Promise<Blob> {
  const pieces: string[] = []
  let continuation: string | undefined
  do {
    const { content: text, response } = await answer(
      api.GET(`/management/conferences/{id}/${what}`, {
        params: { path: { id }, query: { ...(state && { state }), ...(continuation && { continuation }) } },
        headers: { ...bearer(token), Accept: 'text/csv' },
        parseAs: 'text',
      }),
    )
    pieces.push(pieces.length === 0 ? text : withoutFirstRow(text))
    continuation = /[?&]continuation=([^>&]+)/.exec(response.headers.get('Link') ?? '')?.[1]
  } while (continuation)
  // The byte order mark tells spreadsheets that it is UTF-8; reading the answer as text has removed it.
  return new Blob(['\ufeff', ...pieces], { type: 'text/csv' })
}

/** Each piece repeats the names of the columns. */
function withoutFirstRow(text: string): string {
  return text.slice(text.indexOf('\r\n') + 2)
}

/** Where a route answers with a file if asked for one, and is not asked for one. */
function json<T>(call: Promise<unknown>): Promise<T> {
  return call as Promise<T>
}
