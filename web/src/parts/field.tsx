import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { useTexts } from '../i18n/texts'

/** What a control needs so that its label, hint and fault belong to it. */
export interface ControlAttributes {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

interface FieldProps {
  label: string
  hint?: ComponentChildren
  /** What is wrong with the value: shown, and told to assistive technology. */
  fault?: string | undefined
  optional?: boolean
  children: (control: ControlAttributes) => ComponentChildren
}

/** A labelled control with its hint and its fault: `{(control) => <input {...control} … />}`. */
export function Field({ label, hint, fault, optional = false, children }: FieldProps) {
  const { t } = useTexts()
  const id = useId()
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="soft"> ({t('field.optional')})</span>}
      </label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': fault ? true : undefined,
      })}
      {fault && (
        <span class="fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </div>
  )
}

/** Moves the focus to the first field of a form that has a fault. To be called after the faults are shown. */
export function focusFirstFault(form: HTMLElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
