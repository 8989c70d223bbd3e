import { readLedger } from '../api/ledger'
import type { LedgerEntry } from '../api/types'
import { Page } from '../parts/page'
import { Scroller } from '../parts/scroller'
import { useConference } from './conference-context'
import { MoneySums } from './money-sums'
import { MorePages } from './more-pages'
import { StateBadge } from './order-table'
import { useDeskTexts } from './texts/texts'
import { usePages } from './use-pages'

/** What came in, what went back, and what the rest is owed for: in all, and order by order. */
export function MoneyPage() {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  const pages = usePages((continuation, signal) => readLedger(key, continuation, signal), key.id)
  return (
    <Page title={desk('money.title')} lead={desk('money.lead')} wide>
      <MoneySums sums={pages.first?.totals ?? []} />
      <MorePages pages={pages} none={desk('money.none')}>
        {(entries) => <LedgerTable entries={entries} />}
      </MorePages>
    </Page>
  )
}

function LedgerTable({ entries }: { entries: readonly LedgerEntry[] }) {
  const { desk } = useDeskTexts()
  return (
    <Scroller label={desk('money.byOrder')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{desk('orders.code')}</th>
            <th scope="col">{desk('orders.state')}</th>
            {(['taken', 'refunded', 'income', 'held', 'invoiced'] as const).map((sum) => (
              <th key={sum} scope="col" class="number">
                {desk(`money.${sum}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Entry key={entry.orderId} entry={entry} />
          ))}
        </tbody>
      </table>
    </Scroller>
  )
}

function Entry({ entry }: { entry: LedgerEntry }) {
  const { desk, money } = useDeskTexts()
  const { key } = useConference()
  return (
    <tr>
      <th scope="row">
        <a href={`/manage/${key.id}/orders/${entry.orderId}`}>{entry.accessCode ?? desk('order.untitled')}</a>
      </th>
      <td>{entry.state && <StateBadge state={entry.state} />}</td>
      {(['taken', 'refunded', 'income', 'held', 'invoiced'] as const).map((sum) => (
        <td key={sum} class="number">
          {Number(entry[sum]) === 0 ? '–' : money(entry[sum], entry.currency)}
        </td>
      ))}
    </tr>
  )
}
