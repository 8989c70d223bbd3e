import { readAttendees } from '../api/managed-orders'
import type { Attendee } from '../api/types'
import { Page } from '../parts/page'
import { Scroller } from '../parts/scroller'
import { useConference } from './conference-context'
import { DownloadButton } from './download-button'
import { MorePages } from './more-pages'
import { useDeskTexts } from './texts/texts'
import { usePages } from './use-pages'

/** Who will sit on the seats that were sold. */
export function AttendeesPage() {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  const pages = usePages((continuation, signal) => readAttendees(key, continuation, signal), key.id)
  return (
    <Page title={desk('attendees.title')} lead={desk('attendees.lead')} wide>
      <div class="toolbar">
        <DownloadButton what="attendees" />
      </div>
      <MorePages pages={pages} none={desk('attendees.none')}>
        {(attendees) => <AttendeeTable attendees={attendees} />}
      </MorePages>
    </Page>
  )
}

function AttendeeTable({ attendees }: { attendees: readonly Attendee[] }) {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  return (
    <Scroller label={desk('attendees.title')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{desk('attendees.name')}</th>
            <th scope="col">{desk('attendees.email')}</th>
            <th scope="col">{desk('attendees.seat')}</th>
            <th scope="col">{desk('attendees.order')}</th>
          </tr>
        </thead>
        <tbody>
          {attendees.map((attendee) => (
            <tr key={`${attendee.orderId} ${attendee.position}`}>
              <th scope="row">{`${attendee.firstName} ${attendee.lastName}`}</th>
              <td>{attendee.email}</td>
              <td>{attendee.seatTypeName}</td>
              <td>
                <a
                  href={`/manage/${key.id}/orders/${attendee.orderId}`}
                  aria-label={desk('attendees.orderOf', {
                    name: `${attendee.firstName} ${attendee.lastName}`,
                  })}
                >
                  {desk('attendees.toOrder')}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  )
}
