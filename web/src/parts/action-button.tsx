import type { ComponentChildren } from 'preact'
import { useTexts } from '../i18n/texts'
import type { Action } from './use-action'

interface ActionButtonProps {
  action: Action
  /** What it says while it is being done. */
  busy: string
  kind?: 'quiet' | 'danger' | undefined
  /** Left out in a form: there it sends the form. */
  onClick?: () => void
  children: ComponentChildren
}

/** A button that shows that it is at work. It keeps the focus meanwhile: a disabled one would lose it. */
export function ActionButton({ action, busy, kind, onClick, children }: ActionButtonProps) {
  const { t } = useTexts()
  return (
    <span class="action">
      <button
        type={onClick ? 'button' : 'submit'}
        class={kind ? `button ${kind}` : 'button'}
        aria-disabled={action.isRunning ? true : undefined}
        onClick={onClick}
      >
        {action.isRunning && <span class="spinner" aria-hidden="true" />}
        {action.isRunning ? busy : children}
      </button>
      <span role="status" class="soft small">
        {action.isSlow ? t('loading.slow') : ''}
      </span>
    </span>
  )
}
