/** What a business customer does with a conference. `key`: its id, and a token that opens it. */
import { answer, api, bearer, content } from './client'
import type {
  ConferenceChanges,
  HistoryItem,
  ManagedConference,
  ManagedSeatType,
  NewConference,
  SeatTypeMembers,
} from './types'

export interface ConferenceKey {
  readonly id: string
  readonly token: string
}

/** `etag` names the version: sent along with an edit, it keeps what others changed meanwhile from being overwritten. */
export interface ReadConference {
  readonly conference: ManagedConference
  readonly etag: string
}

/** `accessCode`: shown this once; null where the very same conference was created before. */
export interface CreatedConference {
  readonly conferenceId: string
  readonly accessCode: string | null
  readonly accessToken: string | null
}

export function createConference(conference: NewConference): Promise<CreatedConference> {
  return content(api.POST('/management/conferences', { body: conference }))
}

/** Raises Failure 404 if e-mail address and code do not belong together, 429 after too many tries. */
export async function openConference(email: string, accessCode: string): Promise<ConferenceKey> {
  const found = await content(api.POST('/management/conferences/locate', { body: { email, accessCode } }))
  return { id: found.conferenceId, token: found.accessToken }
}

/** A new code by mail, if that conference belongs to that address: nobody is told here whether it does. */
export async function requestAccessCode(email: string, slug: string): Promise<void> {
  await answer(api.POST('/management/conferences/access-code', { body: { email, slug } }))
}

export async function readManagedConference(
  key: ConferenceKey,
  signal: AbortSignal,
): Promise<ReadConference> {
  const { content: conference, response } = await answer(
    api.GET('/management/conferences/{id}', { ...opened(key), signal }),
  )
  return { conference, etag: etagOf(response) }
}

/** Raises Failure 412 if it was changed since `etag`. */
export async function editConference(
  { id, token }: ConferenceKey,
  etag: string,
  changes: ConferenceChanges,
): Promise<ReadConference> {
  const { content: conference, response } = await answer(
    api.PUT('/management/conferences/{id}', {
      params: { path: { id }, header: { 'If-Match': etag } },
      headers: bearer(token),
      body: changes,
    }),
  )
  return { conference, etag: etagOf(response) }
}

export async function publish(key: ConferenceKey): Promise<void> {
  await answer(api.POST('/management/conferences/{id}/publish', opened(key)))
}

/** `redirectUrl`: where visitors are sent meanwhile, null for nowhere. */
export async function unpublish(key: ConferenceKey, redirectUrl: string | null): Promise<void> {
  await answer(api.POST('/management/conferences/{id}/unpublish', { ...opened(key), body: { redirectUrl } }))
}

export function readManagedSeatTypes(
  key: ConferenceKey,
  signal: AbortSignal,
): Promise<readonly ManagedSeatType[]> {
  return content(api.GET('/management/conferences/{id}/seat-types', { ...opened(key), signal }))
}

/** `members.seatTypeId`: a random UUID. Sent again, it is the same seat type. */
export async function addSeatType(key: ConferenceKey, members: SeatTypeMembers): Promise<void> {
  await answer(api.POST('/management/conferences/{id}/seat-types', { ...opened(key), body: members }))
}

export async function changeSeatType(
  { id, token }: ConferenceKey,
  seatTypeId: string,
  members: SeatTypeMembers,
): Promise<void> {
  await answer(
    api.PUT('/management/conferences/{id}/seat-types/{seatTypeId}', {
      params: { path: { id, seatTypeId } },
      headers: bearer(token),
      body: members,
    }),
  )
}

/** Raises Failure 409 once the conference was ever published. */
export async function deleteSeatType({ id, token }: ConferenceKey, seatTypeId: string): Promise<void> {
  await answer(
    api.DELETE('/management/conferences/{id}/seat-types/{seatTypeId}', {
      params: { path: { id, seatTypeId } },
      headers: bearer(token),
    }),
  )
}

/** The last 20 changes of the conference and its seat types, newest first. */
export function readHistory(key: ConferenceKey, signal: AbortSignal): Promise<readonly HistoryItem[]> {
  return content(api.GET('/management/conferences/{id}/history', { ...opened(key), signal }))
}

/** What opens the conference, as the client takes it. */
function opened({ id, token }: ConferenceKey) {
  return { params: { path: { id } }, headers: bearer(token) }
}

function etagOf(response: Response): string {
  return response.headers.get('ETag') ?? ''
}
