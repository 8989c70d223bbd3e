import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useTexts } from '../i18n/texts'

let shownAt = location.pathname
let focusWasInside = false

interface PageProps {
  title: string
  /** Above the title: where this belongs. */
  above?: ComponentChildren
  /** Below the title: what there is to do here. */
  lead?: ComponentChildren
  wide?: boolean
  children?: ComponentChildren
}

/** A page's frame: sets the document's title, and moves the focus to the heading when it follows another page, or takes
 * the place of one that had it. Not when the site is opened: there the browser has its own ideas. */
export function Page({ title, above, lead, wide = false, children }: PageProps) {
  const { t } = useTexts()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t('site.name')}`
  }, [title, t])
  useLayoutEffect(() => {
    const isNavigation = location.pathname !== shownAt
    shownAt = location.pathname
    if (isNavigation) window.scrollTo(0, 0)
    if (isNavigation || focusWasInside) heading.current?.focus({ preventScroll: true })
    const main = heading.current?.closest('main')
    return () => {
      focusWasInside = main?.contains(document.activeElement) ?? false
    }
  }, [])
  return (
    <main id="content" class={wide ? 'page wide' : 'page'}>
      {above && <p class="above">{above}</p>}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </main>
  )
}
