import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { useTexts } from '../i18n/texts'

interface ConfirmDialogProps {
  title: string
  /** What the button says that does it. */
  action: string
  onConfirm(): void
  onClose(): void
  children?: ComponentChildren
}

/** Asks before something that cannot be taken back. Escape closes it; the focus goes back to where it was. */
export function ConfirmDialog({ title, action, onConfirm, onClose, children }: ConfirmDialogProps) {
  const { t } = useTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      <p class="actions">
        <button
          type="button"
          class="button danger"
          onClick={() => {
            dialog.current?.close()
            onConfirm()
          }}
        >
          {action}
        </button>
        <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
          {t('dialog.back')}
        </button>
      </p>
    </dialog>
  )
}
