import type { Order } from '../api/types'
import type { TextKey } from '../i18n/catalogue'
import { useTexts } from '../i18n/texts'
import { isOpen, pathOf, type Step } from '../orders/steps'
import { Countdown } from '../parts/countdown'
import { FailureNotice } from '../parts/failure-notice'
import { Notice } from '../parts/notice'
import { OrderTable } from '../parts/order-table'
import { Page } from '../parts/page'
import { ConferenceLink } from './conference-link'
import { ForgetHere } from './forget-here'
import { GiveUp } from './give-up'
import type { OrderPageProps } from './order-pages'
import { PaymentNews } from './payment-news'

const TITLES: Record<Step, TextKey> = {
  reserving: 'order.openTitle',
  adjusting: 'order.openTitle',
  checkout: 'order.openTitle',
  timeUp: 'order.timeUpTitle',
  invoice: 'order.invoiceTitle',
  confirmed: 'order.confirmedTitle',
  expired: 'order.expiredTitle',
  rejected: 'order.rejectedTitle',
  attention: 'order.attentionTitle',
}

/** An order that was cancelled is called so; one that could not be placed was never an order that anybody cancelled. */
function titleOf(order: Order, step: Step): TextKey {
  const isCancelled = step === 'rejected' && rejection(order.reason) !== 'order.rejected'
  return isCancelled ? 'order.cancelledTitle' : TITLES[step]
}

/** An order in any state: what it is, how it stands, and what can be done now. */
export function OrderPage(props: OrderPageProps) {
  const { t } = useTexts()
  const { order, step, kept, followed } = props
  return (
    <Page
      // Another state is another page for whoever listens.
      key={step}
      title={t(titleOf(order, step))}
      above={<ConferenceLink slug={order.conferenceSlug} />}
    >
      {isOpen(step) && <Countdown until={order.reservationExpiresAt} onEnd={followed.reload} />}
      {followed.failure && <FailureNotice failure={followed.failure} onRetry={followed.reload} />}
      <Standing order={order} step={step} />
      {(step === 'timeUp' || step === 'expired') && (
        <PaymentNews order={order} paymentUrl={kept.paymentUrl} />
      )}
      <NextSteps order={order} step={step} />
      <Details order={order} step={step} />
      {(isOpen(step) || step === 'invoice') && <GiveUp order={order} kept={kept} followed={followed} />}
      <ForgetHere orderId={order.orderId} />
    </Page>
  )
}

function Standing({ order, step }: { order: Order; step: Step }) {
  const { t, moment } = useTexts()
  switch (step) {
    case 'reserving':
    case 'adjusting':
    case 'checkout':
      return <Notice tone="info" title={t('order.open')} />
    case 'timeUp':
      return (
        <Notice tone="warning" title={t('order.timeUp')}>
          <p>{t('order.timeUpHow')}</p>
        </Notice>
      )
    case 'invoice':
      return (
        <Notice tone="info" title={t('order.invoice')}>
          {order.awaitingPaymentUntil && (
            <p>{t('order.invoiceUntil', { moment: moment(order.awaitingPaymentUntil) })}</p>
          )}
        </Notice>
      )
    case 'confirmed':
      return <Notice tone="good" title={t('order.confirmed')} />
    case 'expired':
      return (
        <Notice tone="error" title={t('order.expired')}>
          <p>{t('order.expiredHow')}</p>
        </Notice>
      )
    case 'rejected':
      return <Notice tone="error" title={t(rejection(order.reason))} />
    case 'attention':
      return (
        <Notice tone="warning" title={t('order.attention')}>
          <p>{t('order.attentionHow')}</p>
        </Notice>
      )
  }
}

function rejection(reason: string | null): TextKey {
  switch (reason) {
    case 'given-up':
      return 'order.givenUp'
    case 'refunded':
      return 'order.refunded'
    case 'invoice-cancelled':
      return 'order.invoiceCancelled'
    default:
      return 'order.rejected'
  }
}

function NextSteps({ order, step }: { order: Order; step: Step }) {
  const { t } = useTexts()
  const again = (
    <a class="button" href={`/${order.conferenceSlug}/register`}>
      {t('refused.again')}
    </a>
  )
  switch (step) {
    case 'reserving':
    case 'checkout':
    case 'adjusting':
      return (
        <p class="actions">
          <a class="button" href={pathOf(order.orderId, step === 'adjusting' ? 'seats' : 'checkout')}>
            {t('order.continue')}
          </a>
        </p>
      )
    case 'confirmed':
      return (
        <p class="actions">
          <a class="button" href={pathOf(order.orderId, 'attendees')}>
            {t('order.assign')}
          </a>
          <a href={pathOf(order.orderId, 'thank-you')}>{t('order.calendar')}</a>
        </p>
      )
    case 'timeUp':
    case 'expired':
    case 'rejected':
      return <p class="actions">{again}</p>
    case 'invoice':
    case 'attention':
      return null
  }
}

function Details({ order, step }: { order: Order; step: Step }) {
  const { t, moment } = useTexts()
  // The code opens the order together with the address: it is worth nothing before there is one.
  const hasCode = order.checkedOutAt !== null
  return (
    <section class="panel" aria-labelledby="details">
      <h2 id="details">{t('order.details')}</h2>
      <dl class="pairs">
        <dt>{t('order.placedAt')}</dt>
        <dd>{moment(order.placedAt)}</dd>
        {order.registrant && (
          <>
            <dt>{t('order.registrant')}</dt>
            <dd>
              {order.registrant.firstName} {order.registrant.lastName}
              <br />
              {order.registrant.email}
            </dd>
          </>
        )}
        {hasCode && (
          <>
            <dt>{t('order.code')}</dt>
            <dd class="locator">{order.accessCode}</dd>
          </>
        )}
      </dl>
      {step !== 'reserving' && order.lines.length > 0 && <OrderTable order={order} />}
    </section>
  )
}
