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

/**
 * Asks before something that cannot be undone. The focus is on the way back: Enter at once, or a second click where the
 * first one was, changes nothing. Escape closes the dialog, and the focus returns to where it was.
 */
export function ConfirmDialog({ title, action, onConfirm, onClose, children }: ConfirmDialogProps) {
  const { t } = useTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  const back = useRef<HTMLButtonElement>(null)
  const id = useId()
  useEffect(() => {
    dialog.current?.showModal()
    back.current?.focus()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      aria-describedby={children ? `${id}-text` : undefined}
      onClose={onClose}
    >
      <h2 id={id}>{title}</h2>
      {children && <div id={`${id}-text`}>{children}</div>}
      <p class="actions">
        <button ref={back} type="button" class="button quiet" onClick={() => dialog.current?.close()}>
          {t('dialog.back')}
        </button>
        <button
          type="button"
          class="button danger"
          onClick={(event) => {
            // The second half of a double click on what opened the dialog.
            if (event.detail > 1) return
            dialog.current?.close()
            onConfirm()
          }}
        >
          {action}
        </button>
      </p>
    </dialog>
  )
}
