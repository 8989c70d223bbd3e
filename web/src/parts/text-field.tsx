import { useId } from 'preact/hooks'

interface TextFieldProps {
  label: string
  name: string
  value: string
  onInput(value: string): void
  hint?: string | undefined
  /** What is wrong with the value: shown, and told to assistive technology. */
  fault?: string | undefined
  type?: 'text' | 'email'
  autocomplete?: string
  maxLength?: number
  required?: boolean
  /** Letters and digits to be compared one by one. */
  isCode?: boolean
}

/** A labelled input with its hint and its fault. */
export function TextField({
  label,
  hint,
  fault,
  type = 'text',
  onInput,
  isCode = false,
  ...input
}: TextFieldProps) {
  const id = useId()
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <input
        {...input}
        // Written so for the types: they tell text from e-mail by the literal.
        {...(type === 'email' ? { type } : { type: 'text' as const })}
        id={id}
        class={isCode ? 'code' : undefined}
        aria-invalid={fault ? true : undefined}
        aria-describedby={about || undefined}
        autocapitalize={isCode ? 'characters' : undefined}
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
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
