import { useLocation } from 'preact-iso'
import { readManagedOrders } from '../api/managed-orders'
import type { ManagedOrderState } from '../api/types'
import { Field } from '../parts/field'
import { Page } from '../parts/page'
import { typed } from '../parts/use-form'
import { useConference } from './conference-context'
import { DownloadButton } from './download-button'
import { MorePages } from './more-pages'
import { OrderTable } from './order-table'
import { useDeskTexts } from './texts/texts'
import { usePages } from './use-pages'

const STATES: readonly ManagedOrderState[] = [
  'AwaitingAttention',
  'AwaitingInvoicePayment',
  'Confirmed',
  'ReservationCompleted',
  'PartiallyReserved',
  'PendingReservation',
  'Expired',
  'Rejected',
]

/** All orders, or those of one state, which stands in the address. */
export function OrdersPage() {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  const { query, route } = useLocation()
  const state = STATES.find((known) => known === query.state) ?? null
  const pages = usePages(
    (continuation, signal) => readManagedOrders(key, state, continuation, signal),
    `${key.id} ${state ?? ''}`,
  )
  return (
    <Page title={desk('orders.title')} wide>
      <div class="toolbar">
        <Field label={desk('orders.show')}>
          {(control) => (
            <select
              {...control}
              value={state ?? ''}
              onInput={(event) => {
                const chosen = typed(event)
                route(`/manage/${key.id}/orders${chosen && `?state=${chosen}`}`, true)
              }}
            >
              <option value="">{desk('orders.all')}</option>
              {STATES.map((known) => (
                <option key={known} value={known}>
                  {desk(`state.${known}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <DownloadButton what="orders" />
      </div>
      <MorePages pages={pages} none={desk('orders.none')}>
        {(orders) => <OrderTable orders={orders} />}
      </MorePages>
    </Page>
  )
}
