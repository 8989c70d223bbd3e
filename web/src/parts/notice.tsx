import type { ComponentChildren } from 'preact'

type Tone = 'info' | 'good' | 'warning' | 'error'

const SIGNS: Record<Tone, string> = { info: 'i', good: '✓', warning: '!', error: '×' }

interface NoticeProps {
  tone: Tone
  title?: string | undefined
  /** Whether a screen reader is told at once. For what happens while the visitor is here, not for what a page begins with. */
  urgent?: boolean
  children?: ComponentChildren
}

/** Something to know, told by its words and a sign; colour only helps. */
export function Notice({ tone, title, urgent = false, children }: NoticeProps) {
  return (
    <div class={`notice ${tone}`} role={urgent ? 'alert' : undefined}>
      <span class="sign" aria-hidden="true">
        {SIGNS[tone]}
      </span>
      <div class="words">
        {title && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  )
}
