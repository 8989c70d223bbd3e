import { Field } from './field'

interface TextFieldProps {
  label: string
  name: string
  value: string
  onInput(value: string): void
  hint?: string | undefined
  fault?: string | undefined
  type?: 'text' | 'email'
  autocomplete?: string
  maxLength?: number
  required?: boolean
  /** Letters and digits to be compared one by one. */
  isCode?: boolean
}

/** A line of text. */
export function TextField({
  label,
  hint,
  fault,
  type = 'text',
  onInput,
  isCode = false,
  ...input
}: TextFieldProps) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(control) => (
        <input
          {...input}
          {...control}
          // Written so for the types: they tell text from e-mail by the literal.
          {...(type === 'email' ? { type } : { type: 'text' as const })}
          class={isCode ? 'code' : undefined}
          autocapitalize={isCode ? 'characters' : undefined}
          spellcheck={false}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
