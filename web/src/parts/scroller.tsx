import type { ComponentChildren } from 'preact'

/** A wide table that scrolls by itself where the window is narrow, by keyboard too. */
export function Scroller({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a focus it could not be scrolled by keyboard
    <section class="scroller" aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
