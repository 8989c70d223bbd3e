import { useState } from 'preact/hooks'
import type { PageOf } from '../api/managed-orders'
import { type Loaded, useLoad } from '../parts/use-load'

export interface Pages<T, P extends PageOf<T> = PageOf<T>> {
  /** The newest page asked for. */
  readonly loaded: Loaded<P>
  /** The first page, once it is there: it may say more than the others. */
  readonly first: P | undefined
  /** Of all pages so far. */
  readonly items: readonly T[]
  readonly hasMore: boolean
  more(): void
}

interface Seen<T, P> {
  readonly key: string
  readonly first: P | undefined
  readonly items: readonly T[]
  readonly next: string | null
}

/** A long list, a page at a time. `key`: names the list; another one begins anew. */
export function usePages<T, P extends PageOf<T>>(
  load: (continuation: string | null, signal: AbortSignal) => Promise<P & PageOf<T>>,
  key: string,
): Pages<T, P> {
  const nothing: Seen<T, P> = { key, first: undefined, items: [], next: null }
  const [kept, setKept] = useState(nothing)
  const seen = kept.key === key ? kept : nothing
  const loaded = useLoad<P>((signal) => load(seen.next, signal), `${key} ${seen.next ?? ''}`)
  const first = seen.first ?? loaded.value
  const items = [...seen.items, ...(loaded.value?.items ?? [])]
  const next = loaded.value?.continuation ?? null
  return { loaded, first, items, hasMore: next !== null, more: () => setKept({ key, first, items, next }) }
}
