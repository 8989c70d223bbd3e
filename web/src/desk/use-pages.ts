import { useState } from 'preact/hooks'
import type { PageOf } from '../api/managed-orders'
import { type Loaded, useLoad } from '../parts/use-load'

export interface Pages<T> {
  /** The pages shown so far, joined; the newest one may still be on its way. */
  readonly loaded: Loaded<PageOf<T>>
  readonly items: readonly T[]
  readonly hasMore: boolean
  more(): void
}

/** A long list, a page at a time. `key`: names the list; another one begins anew. */
export function usePages<T>(
  load: (continuation: string | null, signal: AbortSignal) => Promise<PageOf<T>>,
  key: string,
): Pages<T> {
  const [seen, setSeen] = useState<{ key: string; items: readonly T[]; next: string | null }>({
    key,
    items: [],
    next: null,
  })
  const before = seen.key === key ? seen : { key, items: [], next: null }
  const loaded = useLoad((signal) => load(before.next, signal), `${key} ${before.next ?? ''}`)
  const items = [...before.items, ...(loaded.value?.items ?? [])]
  const continuation = loaded.value?.continuation ?? null
  return {
    loaded,
    items,
    hasMore: continuation !== null,
    more: () => setSeen({ key, items, next: continuation }),
  }
}
