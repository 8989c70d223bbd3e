import { Field } from '../parts/field'
import { type Form, typed } from '../parts/use-form'

interface FormTextProps<Values extends Record<string, string>> {
  form: Form<Values>
  name: Extract<keyof Values, string>
  label: string
  hint?: string
  optional?: boolean
  /** Rows of a text of several lines. */
  rows?: number
  type?: 'text' | 'email' | 'date' | 'url'
  inputMode?: 'numeric' | 'decimal'
  autoComplete?: string
  longest?: number
}

/** One line, or some, of a form. */
export function FormText<Values extends Record<string, string>>({
  form,
  name,
  label,
  hint,
  optional = false,
  rows,
  longest,
  type = 'text',
  ...others
}: FormTextProps<Values>) {
  return (
    <Field label={label} hint={hint} optional={optional} fault={form.faults[name]}>
      {(control) => {
        const shared = {
          ...control,
          name,
          ...others,
          ...(longest !== undefined && { maxLength: longest }),
          value: form.values[name],
          required: !optional,
        }
        const set = (text: string) => form.set(name, text as Values[typeof name])
        return rows ? (
          <textarea {...shared} rows={rows} onInput={(event) => set(typed(event))} />
        ) : (
          <input {...shared} {...oneLine(type)} onInput={(event) => set(typed(event))} />
        )
      }}
    </Field>
  )
}

/** Written so for the types: they tell kinds of text apart by the literal. */
function oneLine(type: string): { type: 'text' } {
  return { type } as { type: 'text' }
}
