import { useTexts } from '../i18n/texts'
import { openOrdersOf } from '../orders/kept'
import { pathOf } from '../orders/steps'
import { Notice } from '../parts/notice'

/** Reminds of orders that were begun in this browser: a new one would take seats besides. */
export function OpenOrders({ slug }: { slug: string }) {
  const { t } = useTexts()
  const open = openOrdersOf(slug)
  if (open.length === 0) return null
  return (
    <Notice tone="info" title={t('openOrders.title')}>
      {open.map((order) => (
        <p key={order.orderId}>
          <a href={pathOf(order.orderId)}>{t('openOrders.continue')}</a>
        </p>
      ))}
    </Notice>
  )
}
