import type { ComponentChildren } from 'preact'
import { Loading } from '../parts/loading'
import { useDeskTexts } from './texts/texts'
import type { Pages } from './use-pages'

interface MorePagesProps<T> {
  pages: Pages<T>
  /** Said where there is nothing at all. */
  none: string
  children: (items: readonly T[]) => ComponentChildren
}

/** What was loaded so far of a long list, and the way to more of it. */
export function MorePages<T>({ pages, none, children }: MorePagesProps<T>) {
  const { desk } = useDeskTexts()
  const isEmpty = pages.items.length === 0
  return (
    <>
      {isEmpty ? pages.loaded.value && <p class="empty">{none}</p> : children(pages.items)}
      <Loading of={pages.loaded}>{() => null}</Loading>
      {pages.hasMore && (
        <p>
          <button type="button" class="button quiet" onClick={pages.more}>
            {desk('pages.more')}
          </button>
        </p>
      )}
      {!isEmpty && (
        <p class="small soft" role="status">
          {desk('pages.count', { count: pages.items.length })}
        </p>
      )}
    </>
  )
}
