import { useLocation } from 'preact-iso'
import { type PageOfOrders, readManagedOrders } from '../api/managed-orders'
import type { ManagedOrder, ManagedOrderState } from '../api/types'
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

const OPEN_STATES = STATES.filter((state) => state !== 'Expired' && state !== 'Rejected')

type Counts = PageOfOrders['counts']

function sumOf(counts: Counts, states: readonly ManagedOrderState[]): number {
  return states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
}

/** All orders, or those of one state, which stands in the address. */
export function OrdersPage() {
  const { desk, number } = useDeskTexts()
  const { key } = useConference()
  const { query, route } = useLocation()
  const state = STATES.find((known) => known === query.state) ?? null
  const withCount = (label: string, count: number | undefined) =>
    count === undefined ? label : `${label} (${number(count)})`
  const pages = usePages<ManagedOrder, PageOfOrders>(
    (continuation, signal) => readManagedOrders(key, state, continuation, signal),
    `${key.id} ${state ?? ''}`,
  )
  const counts = pages.first?.counts
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
              <option value="">{withCount(desk('orders.all'), counts && sumOf(counts, OPEN_STATES))}</option>
              {STATES.map((known) => (
                <option key={known} value={known}>
                  {withCount(
                    desk(known === 'Rejected' ? 'orders.rejected' : `state.${known}`),
                    counts && (counts[known] ?? 0),
                  )}
                </option>
              ))}
            </select>
          )}
        </Field>
        <DownloadButton what="orders" state={state} />
      </div>
      {state === null && counts && <LeftOut counts={counts} />}
      <MorePages pages={pages} none={desk('orders.none')}>
        {(orders) => <OrderTable orders={orders} />}
      </MorePages>
    </Page>
  )
}

/** How many orders the list leaves out. The file has them. */
function LeftOut({ counts }: { counts: Counts }) {
  const { desk } = useDeskTexts()
  const { Expired: expired = 0, Rejected: rejected = 0 } = counts
  if (expired + rejected === 0) return null
  const text =
    expired > 0 && rejected > 0
      ? desk('orders.leftOut', { expired, rejected })
      : expired > 0
        ? desk('orders.leftOutExpired', { count: expired })
        : desk('orders.leftOutRejected', { count: rejected })
  return <p class="small soft">{text}</p>
}
