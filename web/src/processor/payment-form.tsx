import { useState } from 'preact/hooks'
import type { Failure } from '../api/failure'
import { refusalOf } from '../api/outcome'
import { readPayment, settlePayment } from '../api/payments'
import type { Payment } from '../api/types'
import { useTexts } from '../i18n/texts'
import { ActionButton } from '../parts/action-button'
import { FailureNotice } from '../parts/failure-notice'
import { Notice } from '../parts/notice'
import { type Action, useAction } from '../parts/use-action'

const TRIES = 3
/** Why the server takes no payment for an order that has expired long ago. */
const EXPIRED = 'payment-expired'

interface PaymentFormProps {
  payment: Payment
  token: string
  /** The payment is not what it was: to be read again. */
  onChanged(): void
}

/** What is to be paid, and the two buttons that decide. Afterwards it goes back to the order. */
export function PaymentForm({ payment, token, onChanged }: PaymentFormProps) {
  const { t, money } = useTexts()
  const paying = useAction()
  const cancelling = useAction()
  const [isRefused, setOver] = useState(false)
  const isOver = isRefused || paying.failure?.slug === EXPIRED

  const settle = async (action: Action, how: 'complete' | 'cancel') => {
    if (paying.isRunning || cancelling.isRunning) return
    await action.run(async () => {
      const command = await settlePayment(payment.paymentId, token, how)
      for (let tries = 0; tries < TRIES; tries += 1) {
        const { payment: now, outcome } = await readPayment(payment.paymentId, token, { command })
        if (refusalOf(outcome) === EXPIRED) return setOver(true)
        if (now.state !== 'Initiated') break
      }
      location.replace(returnPath(payment.orderId, how === 'complete'))
    })
  }

  return (
    <>
      <dl class="bill">
        <dt>{t('processor.for')}</dt>
        <dd>{payment.description}</dd>
        {payment.items.map((item) => (
          <div key={item.description} class="item">
            <dt>{item.description}</dt>
            <dd>{money(item.amount, payment.currency)}</dd>
          </div>
        ))}
        <div class="sum">
          <dt>{t('order.total')}</dt>
          <dd>{money(payment.total, payment.currency)}</dd>
        </div>
      </dl>
      {isOver && <TimeIsOver orderId={payment.orderId} />}
      {!isOver && payment.state !== 'Initiated' && <Settled payment={payment} />}
      {!isOver && payment.state === 'Initiated' && (
        <>
          <Trouble failure={paying.failure ?? cancelling.failure} onChanged={onChanged} />
          <p class="till-actions">
            <ActionButton
              action={paying}
              busy={t('processor.paying')}
              onClick={() => void settle(paying, 'complete')}
            >
              {t('processor.pay', { amount: money(payment.total, payment.currency) })}
            </ActionButton>
            <ActionButton
              action={cancelling}
              busy={t('processor.cancelling')}
              kind="quiet"
              onClick={() => void settle(cancelling, 'cancel')}
            >
              {t('processor.cancel')}
            </ActionButton>
          </p>
        </>
      )}
    </>
  )
}

function Trouble({ failure, onChanged }: { failure: Failure | undefined; onChanged(): void }) {
  if (!failure) return null
  return <FailureNotice failure={failure} onRetry={failure.is(409) ? onChanged : undefined} />
}

function TimeIsOver({ orderId }: { orderId: string }) {
  const { t } = useTexts()
  return (
    <Notice tone="warning" urgent title={t('reason.paymentExpired')}>
      <p>
        <a class="button" href={returnPath(orderId, false)}>
          {t('processor.back')}
        </a>
      </p>
    </Notice>
  )
}

function Settled({ payment }: { payment: Payment }) {
  const { t } = useTexts()
  const isPaid = payment.state === 'Completed'
  const said = {
    Completed: 'processor.paid',
    Rejected: 'processor.rejected',
    Refunded: 'processor.refunded',
  } as const
  return (
    <Notice
      tone={isPaid ? 'good' : 'warning'}
      title={payment.state === 'Initiated' ? undefined : t(said[payment.state])}
    >
      <p>
        <a class="button" href={returnPath(payment.orderId, isPaid)}>
          {t('processor.back')}
        </a>
      </p>
    </Notice>
  )
}

function returnPath(orderId: string, isPaid: boolean): string {
  return `/orders/${orderId}/${isPaid ? 'thank-you' : 'checkout'}`
}
