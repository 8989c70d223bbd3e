import { useCallback, useEffect, useState } from 'preact/hooks'
import { readAssignments } from '../api/assignments'
import type { SeatAssignments } from '../api/types'
import { useTexts } from '../i18n/texts'
import { pathOf } from '../orders/steps'
import { Loading } from '../parts/loading'
import { Page } from '../parts/page'
import { useLoad } from '../parts/use-load'
import { AttendeeSeat } from './attendee-seat'
import { ForgetHere } from './forget-here'
import type { OrderPageProps } from './order-pages'

/** Who sits where: each seat is saved by itself. */
export function AttendeesPage({ order, kept }: OrderPageProps) {
  const { t } = useTexts()
  const [newest, setNewest] = useState<SeatAssignments>()
  const loaded = useLoad(
    async (signal) => (await readAssignments(order.orderId, kept.token, undefined, signal)).assignments,
    order.orderId,
  )
  // A read that began earlier may be answered later.
  const show = useCallback(
    (read: SeatAssignments) => setNewest((last) => (last && last.version > read.version ? last : read)),
    [],
  )
  useEffect(() => {
    if (loaded.value) show(loaded.value)
  }, [loaded.value, show])
  const assigned = newest?.seats.filter((seat) => seat.attendee).length ?? 0
  return (
    <Page
      title={t('attendees.title')}
      lead={t('attendees.lead')}
      above={<a href={pathOf(order.orderId)}>{t('attendees.back')}</a>}
    >
      {newest && <p class="soft">{t('attendees.count', { assigned, count: newest.seats.length })}</p>}
      <Loading of={{ ...loaded, value: newest }}>
        {({ seats }) => (
          <ol class="seat-list">
            {seats.map((seat) => (
              <AttendeeSeat
                key={seat.position}
                seat={seat}
                orderId={order.orderId}
                token={kept.token}
                self={order.registrant}
                onRead={show}
              />
            ))}
          </ol>
        )}
      </Loading>
      <ForgetHere orderId={order.orderId} />
    </Page>
  )
}
