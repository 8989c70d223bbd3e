import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { checkOut, type PaymentType } from '../api/orders'
import { refusalOf } from '../api/outcome'
import type { Person } from '../api/types'
import { useTexts } from '../i18n/texts'
import { drafts } from '../orders/kept'
import { paymentPathOf } from '../orders/payment-url'
import { faultsOf, faultsOfFailure, hasFaults, isPerson, NOBODY, type PersonFaults } from '../orders/people'
import { pathOf } from '../orders/steps'
import { ActionButton } from '../parts/action-button'
import { Countdown } from '../parts/countdown'
import { FailureNotice, RefusalNotice } from '../parts/failure-notice'
import { focusFirstFault } from '../parts/field'
import { Waiting } from '../parts/loading'
import { OrderTable } from '../parts/order-table'
import { Page } from '../parts/page'
import { useAction } from '../parts/use-action'
import { ConferenceLink, useConference } from './conference-link'
import { GiveUp } from './give-up'
import type { OrderPageProps } from './order-pages'
import { PaymentChoice } from './payment-choice'
import { PaymentNews } from './payment-news'
import { PersonFields } from './person-fields'
import { PriceChange } from './price-change'

/** Details and payment of an order whose seats are held, or being reserved. */
export function CheckoutPage(props: OrderPageProps) {
  const { t } = useTexts()
  const { order, step, kept, followed } = props
  return (
    <Page
      title={t('checkout.title')}
      above={<ConferenceLink slug={order.conferenceSlug} />}
      lead={t('checkout.lead')}
    >
      <Countdown until={order.reservationExpiresAt} onEnd={followed.reload} />
      {followed.failure && <FailureNotice failure={followed.failure} onRetry={followed.reload} />}
      <PaymentNews order={order} paymentUrl={kept.paymentUrl} />
      <section class="panel" aria-labelledby="your-order">
        <h2 id="your-order">{t('checkout.order')}</h2>
        {step === 'reserving' ? (
          <Waiting text={t('checkout.reserving')} />
        ) : (
          <>
            <PriceChange order={order} shownTotal={kept.shownTotal} />
            <OrderTable order={order} />
          </>
        )}
        <p>
          <a href={pathOf(order.orderId, 'seats')}>{t('checkout.changeSeats')}</a>
        </p>
      </section>
      <CheckoutForm {...props} />
      <GiveUp order={order} kept={kept} followed={followed} />
    </Page>
  )
}

function CheckoutForm({ order, step, kept, keep, followed }: OrderPageProps) {
  const { t } = useTexts()
  const { route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const action = useAction()
  const [person, setPerson] = useState(() => initialPerson(order.orderId, order.registrant))
  const [paymentType, setPaymentType] = useState<PaymentType>('third-party')
  const [faults, setFaults] = useState<PersonFaults>({})
  const [refusal, setRefusal] = useState<string>()
  const conference = useConference(order.conferenceSlug)
  const invoiceDays = conference.value?.invoicePeriodDays ?? 0

  const change = (changed: Person) => {
    setPerson(changed)
    setFaults({})
    drafts.set(order.orderId, changed)
  }

  const send = async (event: Event) => {
    event.preventDefault()
    const found = faultsOf(person)
    setFaults(found)
    setRefusal(undefined)
    if (hasFaults(found)) return focusAfterRender()
    if (step !== 'checkout') return
    const done = await action.run(async () => {
      const accepted = await checkOut(order.orderId, kept.token, person, paymentType)
      if (accepted.paymentUrl) keep({ paymentUrl: accepted.paymentUrl })
      return { ...accepted, outcome: await followed.settle(accepted.commandId) }
    })
    if (!done) return focusAfterRender()
    const refused = refusalOf(done.outcome)
    if (refused) return setRefusal(refused)
    if (done.paymentUrl) location.assign(paymentPathOf(done.paymentUrl))
    else route(pathOf(order.orderId, 'thank-you'))
  }
  const focusAfterRender = () => requestAnimationFrame(() => focusFirstFault(form.current))

  const fromApi = faultsOfFailure(action.failure, '/registrant')
  const isExplained = hasFaults(fromApi)
  return (
    <form ref={form} class="panel" onSubmit={send} noValidate aria-labelledby="details">
      <h2 id="details">{t('checkout.details')}</h2>
      <PersonFields
        person={person}
        faults={{ ...fromApi, ...faults }}
        onChange={(changed) => {
          action.clear()
          change(changed)
        }}
        isSelf
        emailHint={t('checkout.emailHint')}
      />
      {!order.isFreeOfCharge && (
        <PaymentChoice chosen={paymentType} invoiceDays={invoiceDays} onChange={setPaymentType} />
      )}
      {action.failure && !isExplained && (
        <FailureNotice
          failure={action.failure}
          onRetry={action.failure.is(409) ? followed.reload : undefined}
        />
      )}
      {refusal && <RefusalNotice reason={refusal} />}
      <p class="actions">
        {step === 'checkout' ? (
          <ActionButton action={action} busy={t('checkout.sending')}>
            {t(
              order.isFreeOfCharge
                ? 'checkout.sendFree'
                : paymentType === 'invoice'
                  ? 'checkout.sendInvoice'
                  : 'checkout.send',
            )}
          </ActionButton>
        ) : (
          <button type="submit" class="button" aria-disabled="true">
            {t('checkout.notYet')}
          </button>
        )}
      </p>
    </form>
  )
}

/** What she typed last, else what the order knows of her. */
function initialPerson(orderId: string, registrant: Person | null): Person {
  const draft = drafts.get(orderId)
  return isPerson(draft) ? draft : (registrant ?? NOBODY)
}
