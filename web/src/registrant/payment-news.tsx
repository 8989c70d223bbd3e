import { readPayment } from '../api/payments'
import type { Order } from '../api/types'
import { useTexts } from '../i18n/texts'
import { paymentKeyOf, paymentPathOf } from '../orders/payment-url'
import { Notice } from '../parts/notice'
import { useLoad } from '../parts/use-load'

/** What became of the payment that was begun last: under way, or not made. */
export function PaymentNews({ order, paymentUrl }: { order: Order; paymentUrl: string | undefined }) {
  const { t } = useTexts()
  const key = paymentUrl ? paymentKeyOf(paymentUrl) : undefined
  // A payment that the order knows nothing of any more was for other seats.
  const isCurrent = key !== undefined && key.paymentId === order.paymentId
  const payment = useLoad(
    async (signal) =>
      isCurrent && key ? (await readPayment(key.paymentId, key.token, { signal })).payment : null,
    `${isCurrent}-${key?.paymentId}`,
  )
  switch (payment.value?.state) {
    case 'Rejected':
      return <Notice tone="warning" title={t('paymentNews.rejected')} />
    case 'Initiated':
      return (
        <Notice tone="info" title={t('paymentNews.begun')}>
          <p>
            <a href={paymentPathOf(paymentUrl ?? '')}>{t('paymentNews.continue')}</a>
          </p>
        </Notice>
      )
    case 'Completed':
      return <Notice tone="info" title={t('paymentNews.completed')} />
    case 'Refunded':
      return <Notice tone="warning" title={t('paymentNews.refunded')} />
    default:
      return null
  }
}
