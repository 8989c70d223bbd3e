/** What a conference earned, and what its money is owed for. */
import { api, bearer, content } from './client'
import type { PageOf } from './managed-orders'
import type { ConferenceKey } from './management'
import type { LedgerEntry, LedgerSums } from './types'

/** `totals`: of the whole conference, by currency; null on later pages. */
export interface LedgerPage extends PageOf<LedgerEntry> {
  readonly totals: readonly LedgerSums[] | null
}

export function readLedger(
  { id, token }: ConferenceKey,
  continuation: string | null,
  signal: AbortSignal,
): Promise<LedgerPage> {
  return content(
    api.GET('/management/conferences/{id}/ledger', {
      params: { path: { id }, query: continuation ? { continuation } : {} },
      headers: bearer(token),
      signal,
    }),
  )
}
