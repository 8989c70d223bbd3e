import { readLedger } from '../api/ledger'
import { readManagedOrders } from '../api/managed-orders'
import { readManagedSeatTypes } from '../api/management'
import { Loading } from '../parts/loading'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { useLoad } from '../parts/use-load'
import { useConference } from './conference-context'
import { MoneySums } from './money-sums'
import { OrderTable } from './order-table'
import { SalesChart } from './sales-chart'
import { useDeskTexts } from './texts/texts'

/** How the sale goes, and what waits for the business customer. */
export function OverviewPage() {
  const { desk } = useDeskTexts()
  const { conference, key } = useConference()
  const seatTypes = useLoad((signal) => readManagedSeatTypes(key, signal), key.id)
  const ledger = useLoad((signal) => readLedger(key, null, signal), key.id)
  const home = `/manage/${key.id}`
  const refresh = () => {
    seatTypes.reload()
    ledger.reload()
  }
  return (
    <Page title={desk('overview.title')} wide>
      {!conference.isPublished && (
        <Notice tone="info" title={desk('overview.hidden')}>
          <p>
            <a href={`${home}/publication`}>{desk('overview.publish')}</a>
          </p>
        </Notice>
      )}
      <Attention />
      <section class="panel" aria-labelledby="sales">
        <h2 id="sales">{desk('sales.title')}</h2>
        <Loading of={seatTypes}>
          {(found) =>
            found.length === 0 ? (
              <p class="empty">
                {desk('sales.none')} <a href={`${home}/seat-types`}>{desk('sales.add')}</a>
              </p>
            ) : (
              <SalesChart seatTypes={found} />
            )
          }
        </Loading>
        <p>
          <button type="button" class="button quiet small" onClick={refresh}>
            {desk('conference.refresh')}
          </button>
        </p>
      </section>
      <section class="panel" aria-labelledby="money">
        <h2 id="money">
          <a href={`${home}/money`}>{desk('money.title')}</a>
        </h2>
        <Loading of={ledger}>
          {({ totals }) =>
            totals?.length ? <MoneySums sums={totals} /> : <p class="soft">{desk('money.none')}</p>
          }
        </Loading>
      </section>
    </Page>
  )
}

/** Orders whose payment came when their seats were gone: refund or honour. */
function Attention() {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  const waiting = useLoad((signal) => readManagedOrders(key, 'AwaitingAttention', null, signal), key.id)
  const orders = waiting.value?.items ?? []
  if (waiting.failure) return <Loading of={waiting}>{() => null}</Loading>
  if (orders.length === 0) return null
  return (
    <section class="panel" aria-labelledby="attention">
      <h2 id="attention">{desk('attention.title')}</h2>
      <p>{desk('attention.why')}</p>
      <OrderTable orders={orders} />
    </section>
  )
}
