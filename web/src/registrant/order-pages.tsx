import { useCallback, useEffect, useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { serverNow } from '../api/server-clock'
import type { Order } from '../api/types'
import { useTexts } from '../i18n/texts'
import { type KeptOrder, keepOpen, keptOrder } from '../orders/kept'
import { isOpen, type OrderPageName, pageFor, pathOf, type Step, stepOf } from '../orders/steps'
import { type FollowedOrder, useOrder } from '../orders/use-order'
import { FailureNotice } from '../parts/failure-notice'
import { Waiting } from '../parts/loading'
import { Page } from '../parts/page'
import { AdjustPage } from './adjust-page'
import { AttendeesPage } from './attendees-page'
import { CheckoutPage } from './checkout-page'
import { NotFoundPage } from './not-found-page'
import { LockedOrderPage, RefusedOrderPage } from './order-locked-page'
import { OrderPage } from './order-page'
import { ThankYouPage } from './thank-you-page'

/** What every page of an order gets. */
export interface OrderPageProps {
  readonly order: Order
  readonly step: Step
  readonly kept: KeptOrder
  readonly followed: FollowedOrder
  /** Keeps more of the order in this browser. */
  keep(changes: Partial<KeptOrder>): void
}

const PAGES = {
  '': OrderPage,
  seats: AdjustPage,
  checkout: CheckoutPage,
  'thank-you': ThankYouPage,
  attendees: AttendeesPage,
} as const

/** All pages of one order. Which one is shown is decided by where the order stands, not by the address alone. */
export function OrderPages() {
  const { orderId = '', page = '' } = useRoute().params
  const [kept, setKept] = useState(() => keptOrder(orderId))
  const keep = useCallback(
    (changes: Partial<KeptOrder>) =>
      setKept((last) => {
        if (!last) return last
        const next = { ...last, ...changes }
        keepOpen(next)
        return next
      }),
    [],
  )
  if (!Object.hasOwn(PAGES, page)) return <NotFoundPage />
  if (!kept) return <LockedOrderPage />
  return <Followed kept={kept} keep={keep} asked={page as OrderPageName} />
}

interface FollowedProps {
  kept: KeptOrder
  keep(changes: Partial<KeptOrder>): void
  asked: OrderPageName
}

function Followed({ kept, keep, asked }: FollowedProps) {
  const { t } = useTexts()
  const { route } = useLocation()
  const followed = useOrder(kept)
  const { order, failure } = followed
  const step = useStep(order)
  const shown = step && pageFor(asked, step)

  useEffect(() => {
    if (shown !== undefined && shown !== asked) route(pathOf(kept.orderId, shown), true)
  }, [shown, asked, kept.orderId, route])

  if (followed.refusal) return <RefusedOrderPage kept={kept} reason={followed.refusal} />
  if (failure?.is(401) || (failure?.is(404) && !order)) return <LockedOrderPage />
  if (!order || !step || shown === undefined) {
    return (
      <Page title={t('order.opening')}>
        {failure ? <FailureNotice failure={failure} onRetry={followed.reload} /> : <Waiting />}
      </Page>
    )
  }
  const Shown = PAGES[shown]
  return <Shown key={shown} order={order} step={step} kept={kept} keep={keep} followed={followed} />
}

/** Where the order stands, by the server's clock: it changes by itself when the time is up. */
function useStep(order: Order | undefined): Step | undefined {
  const [, setTurn] = useState(0)
  const step = order && stepOf(order, serverNow())
  useEffect(() => {
    if (!order || !step || !isOpen(step)) return
    const left = Date.parse(order.reservationExpiresAt) - serverNow()
    const timer = setTimeout(() => setTurn((last) => last + 1), Math.max(left, 0) + 50)
    return () => clearTimeout(timer)
  }, [order, step])
  return step
}
