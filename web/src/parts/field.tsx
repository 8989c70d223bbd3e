import type { ComponentChildren } from 'preact'
import { useTexts } from '../i18n/texts'

/** What a control needs so that its label, hint and fault belong to it. */
export interface ControlAttributes {
  id: string
  name: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean
}

interface FieldProps {
  /** Names the control in its form; also its id, so no two on a page share one. */
  name: string
  label: string
  hint?: ComponentChildren
  fault?: string | undefined
  optional?: boolean
  children: (control: ControlAttributes) => ComponentChildren
}

/** A labelled control: `{(control) => <input {...control} … />}`. */
export function Field({ name, label, hint, fault, optional = false, children }: FieldProps) {
  const { t } = useTexts()
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={name}>
        {label}
        {optional && <span class="soft"> ({t('field.optional')})</span>}
      </label>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      {children({
        id: name,
        name,
        'aria-describedby': described || undefined,
        'aria-invalid': fault !== undefined,
      })}
      {fault && (
        <span class="fault" id={`${name}-fault`}>
          {fault}
        </span>
      )}
    </div>
  )
}
