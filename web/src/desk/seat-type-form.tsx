import { ActionButton } from '../parts/action-button'
import { FailureNotice } from '../parts/failure-notice'
import { Field } from '../parts/field'
import { Notice } from '../parts/notice'
import { typed, useForm } from '../parts/use-form'
import { useConference } from './conference-context'
import { type SeatTypeValues, seatTypeFaults } from './seat-type-values'
import { useDeskTexts } from './texts/texts'

interface SeatTypeFormProps {
  initial: SeatTypeValues
  /** How many seats are sold or held. */
  taken: number
  action: string
  onSend: (values: SeatTypeValues) => Promise<void>
  onCancel: (() => void) | undefined
}

const LONGEST = { name: 70, description: 250 }

export function SeatTypeForm({ initial, taken, action, onSend, onCancel }: SeatTypeFormProps) {
  const texts = useDeskTexts()
  const { desk } = texts
  const { currency } = useConference().conference
  const form = useForm<SeatTypeValues>({
    initial,
    check: (values) => seatTypeFaults(values, currency, texts),
    send: onSend,
  })
  const isCut = taken > 0 && Number(form.values.quantity) < taken
  const field = (
    name: keyof SeatTypeValues,
    label: string,
    more: { hint?: string; inputMode?: 'decimal' | 'numeric'; optional?: boolean } = {},
  ) => (
    <Field label={label} hint={more.hint} optional={more.optional ?? false} fault={form.faults[name]}>
      {(control) => (
        <input
          {...control}
          name={name}
          inputMode={more.inputMode ?? 'text'}
          maxLength={name === 'name' || name === 'description' ? LONGEST[name] : 9}
          value={form.values[name]}
          onInput={(event) => form.set(name, typed(event))}
        />
      )}
    </Field>
  )
  return (
    <form class="form" noValidate onSubmit={form.submit}>
      {form.action.failure && <FailureNotice failure={form.action.failure} onRetry={form.again} />}
      {field('name', desk('seatTypes.name'))}
      {field('description', desk('seatTypes.description'), { optional: true })}
      <div class="pair">
        {field('price', desk('seatTypes.price', { currency }), {
          hint: desk('seatTypes.priceHint'),
          inputMode: 'decimal',
        })}
        {field('quantity', desk('seatTypes.quantity'), { inputMode: 'numeric' })}
      </div>
      {isCut && <Notice tone="warning" title={desk('seatTypes.cut', { taken })} />}
      <p class="actions">
        <ActionButton action={form.action} busy={desk('form.sending')}>
          {action}
        </ActionButton>
        {onCancel && (
          <button type="button" class="button quiet" onClick={onCancel}>
            {desk('seatTypes.cancel')}
          </button>
        )}
      </p>
    </form>
  )
}
