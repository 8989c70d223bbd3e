import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { changeSeats } from '../api/orders'
import { refusalOf } from '../api/outcome'
import type { Order, SeatType } from '../api/types'
import { useTexts } from '../i18n/texts'
import { type Fault, faultOf, type Quantities, seatsOf, totalOf } from '../orders/quantities'
import { pathOf } from '../orders/steps'
import { ActionButton } from '../parts/action-button'
import { Countdown } from '../parts/countdown'
import { FailureNotice, RefusalNotice } from '../parts/failure-notice'
import { focusFirstFault } from '../parts/field'
import { Loading, Waiting } from '../parts/loading'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { useAction } from '../parts/use-action'
import { ConferenceLink } from './conference-link'
import { GiveUp } from './give-up'
import type { OrderPageProps } from './order-pages'
import { SelectionFault } from './register-page'
import { SeatPicker } from './seat-picker'
import { useSeatTypes } from './use-seat-types'

/** Other seats for an order under way; comes up by itself when not all seats could be had. */
export function AdjustPage(props: OrderPageProps) {
  const { t } = useTexts()
  const { order, step, kept, followed } = props
  const seatTypes = useSeatTypes(order.conferenceSlug)
  const isShort = step === 'adjusting'
  return (
    <Page
      title={t(isShort ? 'adjust.shortTitle' : 'adjust.title')}
      above={<ConferenceLink slug={order.conferenceSlug} />}
    >
      <Countdown until={order.reservationExpiresAt} onEnd={followed.reload} />
      {isShort && (
        <Notice tone="warning" title={t(hasAny(order) ? 'adjust.short' : 'adjust.nothing')}>
          <p>{t('adjust.shortHow')}</p>
        </Notice>
      )}
      {step === 'reserving' ? (
        <Waiting text={t('checkout.reserving')} />
      ) : (
        <Loading of={seatTypes}>{(types) => <Adjustment {...props} types={types} />}</Loading>
      )}
      <GiveUp order={order} kept={kept} followed={followed} />
    </Page>
  )
}

function Adjustment({
  order,
  step,
  kept,
  keep,
  followed,
  types,
}: OrderPageProps & { types: readonly SeatType[] }) {
  const { t } = useTexts()
  const { route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const action = useAction()
  const held = byType(order, (seats) => seats.reservedQuantity)
  const [wanted, setWanted] = useState<Quantities>(held)
  const [fault, setFault] = useState<Fault>()
  const [refusal, setRefusal] = useState<string>()

  const send = async (event: Event) => {
    event.preventDefault()
    const found = faultOf(types, wanted, held)
    setFault(found)
    setRefusal(undefined)
    if (found) return focusFirstFault(form.current)
    if (step === 'checkout' && isSame(wanted, held)) return route(pathOf(order.orderId, 'checkout'))
    const outcome = await action.run(async () => {
      keep({ shownTotal: totalOf(types, wanted) })
      return followed.settle(await changeSeats(order.orderId, kept.token, seatsOf(wanted)))
    })
    const refused = refusalOf(outcome)
    if (refused) setRefusal(refused)
    else if (outcome) route(pathOf(order.orderId, 'checkout'))
  }

  return (
    <form ref={form} class="form" onSubmit={send} noValidate>
      <SeatPicker
        types={types}
        wanted={wanted}
        held={held}
        missing={byType(order, (seats) => seats.requestedQuantity - seats.reservedQuantity)}
        onChange={(changed) => {
          setWanted(changed)
          setFault(undefined)
        }}
      />
      {fault && <SelectionFault fault={fault} />}
      {action.failure && (
        <FailureNotice
          failure={action.failure}
          onRetry={action.failure.is(409) ? followed.reload : undefined}
        />
      )}
      {refusal && <RefusalNotice reason={refusal} />}
      <p class="actions">
        <ActionButton action={action} busy={t('adjust.sending')}>
          {t(step === 'adjusting' ? 'adjust.sendShort' : 'adjust.send')}
        </ActionButton>
        {step === 'checkout' && <a href={pathOf(order.orderId, 'checkout')}>{t('adjust.back')}</a>}
      </p>
    </form>
  )
}

function byType(order: Order, quantity: (seats: Order['seats'][number]) => number): Quantities {
  return Object.fromEntries(order.seats.map((seats) => [seats.seatTypeId, quantity(seats)]))
}

function hasAny(order: Order): boolean {
  return order.seats.some((seats) => seats.reservedQuantity > 0)
}

function isSame(one: Quantities, other: Quantities): boolean {
  return [...Object.keys(one), ...Object.keys(other)].every((id) => (one[id] ?? 0) === (other[id] ?? 0))
}
