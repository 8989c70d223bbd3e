import type { Conference, Order } from '../api/types'
import { useTexts } from '../i18n/texts'
import { calendarFile } from '../orders/calendar'
import { pathOf } from '../orders/steps'
import { FailureNotice } from '../parts/failure-notice'
import { Waiting } from '../parts/loading'
import { Notice } from '../parts/notice'
import { OrderTable } from '../parts/order-table'
import { Page } from '../parts/page'
import { saveFile } from '../parts/save-file'
import { ConferenceLink, useConference } from './conference-link'
import { ForgetHere } from './forget-here'
import type { OrderPageProps } from './order-pages'
import { PaymentNews } from './payment-news'

/** After paying: that it worked, and how to come back to the order. */
export function ThankYouPage(props: OrderPageProps) {
  const { order, step } = props
  if (step === 'confirmed' || step === 'invoice') return <Done {...props} />
  return <Confirming key={order.orderId} {...props} />
}

/** The payment is made and the order does not say so yet: by news that are on their way. */
function Confirming({ order, kept, followed }: OrderPageProps) {
  const { t } = useTexts()
  return (
    <Page title={t('thanks.confirmingTitle')}>
      {followed.failure ? (
        <FailureNotice failure={followed.failure} onRetry={followed.reload} />
      ) : (
        <Waiting text={t('thanks.confirming')} />
      )}
      <PaymentNews order={order} paymentUrl={kept.paymentUrl} />
      <p>{t('thanks.noHurry')}</p>
      <p>
        <a href={pathOf(order.orderId, 'checkout')}>{t('thanks.backToCheckout')}</a>
      </p>
    </Page>
  )
}

function Done({ order, step }: OrderPageProps) {
  const { t, moment } = useTexts()
  const isInvoice = step === 'invoice'
  const name = order.registrant?.firstName ?? ''
  return (
    <Page
      title={t('thanks.title', { name })}
      lead={t(isInvoice ? 'thanks.invoiceLead' : 'thanks.lead')}
      above={<ConferenceLink slug={order.conferenceSlug} />}
    >
      {isInvoice && order.awaitingPaymentUntil && (
        <Notice tone="info" title={t('order.invoiceUntil', { moment: moment(order.awaitingPaymentUntil) })} />
      )}
      <section class="panel locator-panel" aria-labelledby="locator">
        <h2 id="locator">{t('thanks.locator')}</h2>
        <p class="locator big" id="accessCode">
          {order.accessCode}
        </p>
        <p>{t('thanks.locatorHow', { email: order.registrant?.email ?? '' })}</p>
      </section>
      <p class="actions">
        {!isInvoice && (
          <a class="button" href={pathOf(order.orderId, 'attendees')}>
            {t('order.assign')}
          </a>
        )}
        <a class={isInvoice ? 'button' : 'button quiet'} href={pathOf(order.orderId)}>
          {t('thanks.order')}
        </a>
        {!isInvoice && <CalendarButton order={order} />}
      </p>
      <section class="panel" aria-labelledby="your-order">
        <h2 id="your-order">{t('checkout.order')}</h2>
        <OrderTable order={order} />
      </section>
      <ForgetHere orderId={order.orderId} />
    </Page>
  )
}

/** Shown once the conference's dates are there; it is nothing that anybody waits for. */
function CalendarButton({ order }: { order: Order }) {
  const { t } = useTexts()
  const conference = useConference(order.conferenceSlug)
  const found = conference.value
  if (!found) return null
  return (
    <button
      type="button"
      class="button quiet"
      onClick={() =>
        saveFile(
          new Blob([calendarOf(order, found, t('calendar.notes', { code: order.accessCode }))], {
            type: 'text/calendar',
          }),
          `${found.slug}.ics`,
        )
      }
    >
      {t('calendar.button')}
    </button>
  )
}

function calendarOf(order: Order, conference: Conference, notes: string): string {
  const entry = {
    uid: `${order.orderId}@contoso`,
    title: conference.name,
    location: conference.location,
    notes: `${notes}\n${location.origin}/${conference.slug}`,
    firstDay: conference.startDate,
    lastDay: conference.endDate,
  }
  return calendarFile(entry, new Date())
}
