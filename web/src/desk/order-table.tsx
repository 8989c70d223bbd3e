import type { ManagedOrder, ManagedOrderState } from '../api/types'
import { Scroller } from '../parts/scroller'
import { useConference } from './conference-context'
import { type DeskTextKey, useDeskTexts } from './texts/texts'

const TONES: Partial<Record<ManagedOrderState, string>> = {
  Confirmed: 'good',
  AwaitingAttention: 'error',
  AwaitingInvoicePayment: 'warning',
}

const REASONS: Readonly<Record<string, DeskTextKey>> = {
  'given-up': 'reason.given-up',
  refunded: 'reason.refunded',
  'invoice-cancelled': 'reason.invoice-cancelled',
}

export function OrderTable({ orders }: { orders: readonly ManagedOrder[] }) {
  const { desk, money, moment } = useDeskTexts()
  const { key } = useConference()
  return (
    <Scroller label={desk('orders.title')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{desk('orders.code')}</th>
            <th scope="col">{desk('orders.registrant')}</th>
            <th scope="col">{desk('orders.state')}</th>
            <th scope="col">{desk('orders.seats')}</th>
            <th scope="col" class="number">
              {desk('orders.total')}
            </th>
            <th scope="col">{desk('orders.placed')}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.orderId}>
              <th scope="row">
                <a href={`/manage/${key.id}/orders/${order.orderId}`}>{order.accessCode}</a>
              </th>
              <td>
                {order.registrantName ?? <span class="soft">{desk('orders.nobodyYet')}</span>}
                {order.registrantEmail && <div class="small soft">{order.registrantEmail}</div>}
              </td>
              <td>
                <OrderState order={order} />
              </td>
              <td>
                <SeatList order={order} />
              </td>
              <td class="number">{money(order.total, order.currency)}</td>
              <td>{moment(order.placedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  )
}

/** The state, and why it ended: a refund is not a cancellation. */
export function OrderState({ order }: { order: ManagedOrder }) {
  const { desk } = useDeskTexts()
  if (order.state !== 'Rejected') return <StateBadge state={order.state} />
  return (
    <>
      <span class="badge">{desk(order.reason === 'refunded' ? 'state.refunded' : 'state.Rejected')}</span>
      <div class="small soft">{desk(REASONS[order.reason ?? ''] ?? 'reason.other')}</div>
    </>
  )
}

export function StateBadge({ state }: { state: ManagedOrderState }) {
  const { desk } = useDeskTexts()
  return <span class={`badge ${TONES[state] ?? ''}`}>{desk(`state.${state}`)}</span>
}

export function SeatList({ order }: { order: ManagedOrder }) {
  return (
    <ul class="bare">
      {order.seats.map(({ seatTypeName, quantity }) => (
        <li key={seatTypeName}>{`${quantity} × ${seatTypeName}`}</li>
      ))}
    </ul>
  )
}
