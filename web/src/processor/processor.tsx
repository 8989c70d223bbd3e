import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { readPayment } from '../api/payments'
import { useTexts } from '../i18n/texts'
import type { PaymentKey } from '../orders/payment-url'
import { Loading } from '../parts/loading'
import { Notice } from '../parts/notice'
import { useLoad } from '../parts/use-load'
import { PaymentForm } from './payment-form'

/** The page of a payment processor that does not exist: whoever pays here pays nothing. */
export function Processor({ payment }: { payment: PaymentKey | undefined }) {
  const { t } = useTexts()
  useEffect(() => {
    document.title = t('processor.title')
  }, [t])
  return (
    <>
      <header class="banner">{t('processor.banner')}</header>
      <main class="till">
        <p class="till-name">{t('processor.name')}</p>
        <h1>{t('processor.title')}</h1>
        {payment ? <Payment payment={payment} /> : <Unknown />}
      </main>
    </>
  )
}

function Payment({ payment }: { payment: PaymentKey }) {
  const loaded = useLoad(
    async (signal) => (await readPayment(payment.paymentId, payment.token, { signal })).payment,
    payment.paymentId,
  )
  if (loaded.failure?.is(401)) return <Unknown />
  return (
    <Loading of={loaded}>
      {(found) => <PaymentForm payment={found} token={payment.token} onChanged={loaded.reload} />}
    </Loading>
  )
}

function Unknown(): ComponentChildren {
  const { t } = useTexts()
  return (
    <Notice tone="warning" title={t('processor.unknown')}>
      <p>
        <a href="/">{t('processor.toConferences')}</a>
      </p>
    </Notice>
  )
}
