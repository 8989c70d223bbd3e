import type { LedgerSums } from '../api/types'
import { useDeskTexts } from './texts/texts'

/** The conference's money in all, a list for each currency. What is on its way between two of them is said, too. */
export function MoneySums({ sums }: { sums: readonly LedgerSums[] }) {
  const { desk, money } = useDeskTexts()
  return (
    <>
      {sums.map((sum) => (
        <dl key={sum.currency} class="sums">
          {(['income', 'held', 'invoiced', 'taken', 'refunded'] as const).map((name) => (
            <div key={name}>
              <dt>{desk(`money.${name}`)}</dt>
              <dd>{money(sum[name], sum.currency)}</dd>
            </div>
          ))}
          {Number(sum.balance) !== 0 && (
            <div>
              <dt>{desk('money.balance')}</dt>
              <dd>{money(sum.balance, sum.currency)}</dd>
            </div>
          )}
        </dl>
      ))}
    </>
  )
}
