import { useRef, useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import type { Failure } from '../api/failure'
import { serverNow } from '../api/server-clock'
import type { SeatType } from '../api/types'
import { useTexts } from '../i18n/texts'
import { keepOpen } from '../orders/kept'
import { isOver } from '../orders/last-day'
import { giveUpUnanswered, isLost, place } from '../orders/placing'
import { type Fault, faultOf, type Quantities, seatsOf, totalOf } from '../orders/quantities'
import { pathOf } from '../orders/steps'
import { ActionButton } from '../parts/action-button'
import { FailureNotice } from '../parts/failure-notice'
import { focusFirstFault } from '../parts/field'
import { Loading } from '../parts/loading'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { useAction } from '../parts/use-action'
import { useConference } from './conference-link'
import { ConferenceMissing, isMissing } from './conference-missing'
import { OpenOrders } from './open-orders'
import { SeatPicker } from './seat-picker'
import { useSeatTypes } from './use-seat-types'

/** Choosing seats for a new order. */
export function RegisterPage() {
  const { t } = useTexts()
  const slug = useRoute().params.slug ?? ''
  const conference = useConference(slug)
  const seatTypes = useSeatTypes(slug)
  if (isMissing(conference.failure)) return <ConferenceMissing failure={conference.failure} />
  const above = <a href={`/${slug}`}>{conference.value?.name ?? t('register.conference')}</a>
  if (conference.value && isOver(conference.value, serverNow())) {
    return (
      <Page title={t('register.title')} above={above}>
        <Notice tone="info" title={t('conference.over')} />
      </Page>
    )
  }
  return (
    <Page title={t('register.title')} above={above} lead={t('register.lead')}>
      <OpenOrders slug={slug} />
      <Loading of={seatTypes}>
        {(types) => <Selection slug={slug} types={types} onStale={seatTypes.reload} />}
      </Loading>
    </Page>
  )
}

function Selection({ slug, types, onStale }: { slug: string; types: readonly SeatType[]; onStale(): void }) {
  const { t } = useTexts()
  const { route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const [wanted, setWanted] = useState<Quantities>({})
  const [fault, setFault] = useState<Fault>()
  const action = useAction()

  const send = async (event: Event) => {
    event.preventDefault()
    const found = faultOf(types, wanted)
    setFault(found)
    if (found) return focusFirstFault(form.current)
    const placed = await action.run(() => place(slug, seatsOf(wanted)))
    if (!placed) return
    const shownTotal = totalOf(types, wanted)
    keepOpen({
      orderId: placed.orderId,
      token: placed.accessToken,
      slug,
      placedBy: placed.commandId,
      shownTotal,
    })
    // The way back from there leads to the conference: here, another order would begin.
    route(pathOf(placed.orderId, 'checkout'), true)
  }

  const startAnew = () => {
    giveUpUnanswered(slug)
    action.clear()
    onStale()
  }

  if (types.length === 0) return <p class="empty">{t('conference.noSeats')}</p>
  return (
    <form ref={form} class="form" onSubmit={send} noValidate>
      <SeatPicker
        types={types}
        wanted={wanted}
        onChange={(changed) => {
          setWanted(changed)
          setFault(undefined)
        }}
      />
      {fault && <SelectionFault fault={fault} />}
      {action.failure && <Unplaced failure={action.failure} onAnew={startAnew} />}
      <p class="actions">
        <ActionButton action={action} busy={t('register.sending')}>
          {t('register.send')}
        </ActionButton>
      </p>
      <p class="small soft">{t('register.hold')}</p>
    </form>
  )
}

export function SelectionFault({ fault }: { fault: Fault }) {
  const { t } = useTexts()
  if (fault === 'none') return <Notice tone="error" urgent title={t('seats.none')} />
  if (fault === 'tooMany') return <Notice tone="error" urgent title={t('seats.tooManyInAll')} />
  return <Notice tone="error" urgent title={t('seats.notEnough')} />
}

function Unplaced({ failure, onAnew }: { failure: Failure; onAnew(): void }) {
  const { t } = useTexts()
  if (!isLost(failure)) return <FailureNotice failure={failure} />
  return (
    <Notice tone="warning" urgent title={t('register.changed')}>
      <p>
        <button type="button" class="button quiet" onClick={onAnew}>
          {t('register.anew')}
        </button>
      </p>
    </Notice>
  )
}
