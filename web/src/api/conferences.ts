import { api, content } from './client'
import type { Conference, ConferenceSummary, SeatType } from './types'

export function readConferences(signal: AbortSignal): Promise<readonly ConferenceSummary[]> {
  return content(api.GET('/conferences', { signal }))
}

/** Raises Failure 404, whose document may have a `redirectUrl`: where the owner sends visitors. */
export function readConference(slug: string, signal: AbortSignal): Promise<Conference> {
  return content(api.GET('/conferences/{slug}', { params: { path: { slug } }, signal }))
}

export function readSeatTypes(slug: string, signal: AbortSignal): Promise<readonly SeatType[]> {
  return content(api.GET('/conferences/{slug}/seat-types', { params: { path: { slug } }, signal }))
}
