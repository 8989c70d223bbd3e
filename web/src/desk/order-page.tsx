import { useState } from 'preact/hooks'
import { useRoute } from 'preact-iso'
import { readManagedOrder } from '../api/managed-orders'
import type { ManagedOrder } from '../api/types'
import { Loading } from '../parts/loading'
import { Page } from '../parts/page'
import { useLoad } from '../parts/use-load'
import { NotFoundPage } from '../registrant/not-found-page'
import { useConference } from './conference-context'
import { OrderState, SeatList } from './order-table'
import { Settlement } from './settlement'
import { useDeskTexts } from './texts/texts'

/** One order, and what there is to settle of it. */
export function OrderPage() {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  const orderId = useRoute().params.orderId ?? ''
  const read = useLoad(async (signal) => (await readManagedOrder(key, orderId, signal)).order, orderId)
  const [settled, setSettled] = useState<ManagedOrder>()
  const order = settled?.orderId === orderId ? settled : read.value
  if (read.failure?.is(404) && !order) return <NotFoundPage />
  return (
    <Page
      title={order ? desk('order.title', { code: order.accessCode }) : desk('order.untitled')}
      above={<a href={`/manage/${key.id}/orders`}>{desk('order.back')}</a>}
    >
      {order ? (
        <>
          <OrderFacts order={order} />
          <Settlement order={order} onChange={setSettled} />
        </>
      ) : (
        <Loading of={read}>{() => null}</Loading>
      )}
    </Page>
  )
}

function OrderFacts({ order }: { order: ManagedOrder }) {
  const { desk, money, moment } = useDeskTexts()
  return (
    <dl class="pairs panel">
      <dt>{desk('orders.state')}</dt>
      <dd>
        <OrderState order={order} />
      </dd>
      <dt>{desk('orders.registrant')}</dt>
      <dd>
        {order.registrantName ?? desk('orders.nobodyYet')}
        {order.registrantEmail && <div>{order.registrantEmail}</div>}
      </dd>
      <dt>{desk('orders.seats')}</dt>
      <dd>
        <SeatList order={order} />
      </dd>
      <dt>{desk('orders.total')}</dt>
      <dd>{money(order.total, order.currency)}</dd>
      <dt>{desk('orders.placed')}</dt>
      <dd>{moment(order.placedAt)}</dd>
    </dl>
  )
}
