import type { Order } from '../api/types'
import { useTexts } from '../i18n/texts'
import { centsOf } from '../orders/quantities'
import { Notice } from '../parts/notice'

/** Says so when the order costs something else than the page showed on which its seats were chosen. */
export function PriceChange({ order, shownTotal }: { order: Order; shownTotal: string | undefined }) {
  const { t, money } = useTexts()
  if (shownTotal === undefined || centsOf(shownTotal) === centsOf(order.total)) return null
  return (
    <Notice tone="warning" title={t('priceChange.title')}>
      <p>
        {t('priceChange.totals', {
          shown: money(shownTotal, order.currency),
          total: money(order.total, order.currency),
        })}
      </p>
    </Notice>
  )
}
