import type { SeatType } from '../api/types'
import { useTexts } from '../i18n/texts'
import { limitOf, type Quantities, totalOf } from '../orders/quantities'
import { Stepper } from '../parts/stepper'

interface SeatPickerProps {
  types: readonly SeatType[]
  wanted: Quantities
  /** What the order has already. */
  held?: Quantities
  /** What it asked for and did not get, by seat type. */
  missing?: Quantities
  onChange(wanted: Quantities): void
}

/** The seats of a conference with a number each, and the total as it would be at the prices shown. */
export function SeatPicker({ types, wanted, held = {}, missing = {}, onChange }: SeatPickerProps) {
  const { t, money } = useTexts()
  return (
    <div class="picker">
      <ul class="seat-list">
        {types.map((type) => (
          <Row
            key={type.id}
            type={type}
            quantity={wanted[type.id] ?? 0}
            held={held[type.id] ?? 0}
            missing={missing[type.id] ?? 0}
            onChange={(quantity) => onChange({ ...wanted, [type.id]: quantity })}
          />
        ))}
      </ul>
      <p class="total" role="status">
        <span>{t('seats.estimated')}</span>{' '}
        <strong class="figures">{money(totalOf(types, wanted), types[0]?.currency ?? 'EUR')}</strong>
      </p>
    </div>
  )
}

interface RowProps {
  type: SeatType
  quantity: number
  held: number
  missing: number
  onChange(quantity: number): void
}

function Row({ type, quantity, held, missing, onChange }: RowProps) {
  const { t, money } = useTexts()
  const most = limitOf(type, held)
  const fault = quantity > most ? t('seats.tooMany', { count: most }) : undefined
  return (
    <li class={missing > 0 ? 'seat-row short' : 'seat-row'}>
      <div>
        <h2>{type.name}</h2>
        <p class="small soft">{type.description}</p>
        <p class="small">
          <span class="figures">{money(type.price, type.currency)}</span>
          {' · '}
          {most > 0 ? t('seats.left', { count: type.availableQuantity + held }) : t('seats.noneLeft')}
        </p>
        {missing > 0 && <p class="fault">{t('seats.short', { got: held, wanted: held + missing })}</p>}
        {fault && <p class="fault">{fault}</p>}
      </div>
      {most > 0 || quantity > 0 ? (
        <Stepper label={type.name} value={quantity} most={most} fault={fault} onChange={onChange} />
      ) : (
        <span class="badge error">{t('seats.soldOut')}</span>
      )}
    </li>
  )
}
