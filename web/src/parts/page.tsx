import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useTexts } from '../i18n/texts'

let pagesShown = 0

interface PageProps {
  title: string
  /** Above the title: where this belongs. */
  above?: ComponentChildren
  /** Below the title: what there is to do here. */
  lead?: ComponentChildren
  wide?: boolean
  children?: ComponentChildren
}

/** A page's frame: sets the document's title, and moves the focus to the heading when it follows another page. */
export function Page({ title, above, lead, wide = false, children }: PageProps) {
  const { t } = useTexts()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t('site.name')}`
  }, [title, t])
  useEffect(() => {
    pagesShown += 1
    if (pagesShown === 1) return
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
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
