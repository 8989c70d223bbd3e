import { readHistory } from '../api/management'
import type { HistoryItem } from '../api/types'
import { Loading } from '../parts/loading'
import { Page } from '../parts/page'
import { useLoad } from '../parts/use-load'
import { useConference } from './conference-context'
import { type DeskTextKey, useDeskTexts } from './texts/texts'

type Change = HistoryItem['changes'][number]

const KINDS: Readonly<Record<string, DeskTextKey>> = {
  ConferenceCreated: 'history.ConferenceCreated',
  ConferenceUpdated: 'history.ConferenceUpdated',
  ConferencePublished: 'history.ConferencePublished',
  ConferenceUnpublished: 'history.ConferenceUnpublished',
  AccessCodeRenewed: 'history.AccessCodeRenewed',
  NewAccessCodeUsed: 'history.NewAccessCodeUsed',
  SeatCreated: 'history.SeatCreated',
  SeatUpdated: 'history.SeatUpdated',
  SeatDeleted: 'history.SeatDeleted',
}

const MEMBERS: Readonly<Record<string, DeskTextKey>> = {
  name: 'fields.name',
  tagline: 'fields.tagline',
  description: 'fields.description',
  location: 'fields.location',
  startDate: 'fields.startDate',
  endDate: 'fields.endDate',
  ownerName: 'fields.ownerName',
  twitterSearch: 'fields.twitterSearch',
  currency: 'fields.currency',
  invoicePeriodDays: 'fields.invoicePeriodDays',
  redirectUrl: 'publication.redirectUrl',
  price: 'history.price',
  quantity: 'seatTypes.quantity',
}

/** What was changed, when, and from what to what. */
export function HistoryPage() {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  const history = useLoad((signal) => readHistory(key, signal), key.id)
  return (
    <Page title={desk('history.title')} lead={desk('history.lead')}>
      <Loading of={history}>
        {(items) => (
          <ol class="rows history">
            {items.map((item) => (
              <Item key={item.version} item={item} />
            ))}
          </ol>
        )}
      </Loading>
    </Page>
  )
}

function Item({ item }: { item: HistoryItem }) {
  const { desk, moment } = useDeskTexts()
  const text = useChangeText()
  const kind = KINDS[item.what]
  // What stays empty is no change to its reader.
  const changes = item.changes.filter(({ before, after }) => (before ?? '') !== (after ?? ''))
  return (
    <li>
      <strong>{kind ? desk(kind, { name: item.seatTypeName ?? '' }) : item.what}</strong>
      <time class="soft small" dateTime={item.when}>
        {moment(item.when)}
      </time>
      {changes.length > 0 && (
        <ul class="bare small">
          {changes.map((change) => (
            <li key={change.member}>{text(change, item.seatTypeName !== null)}</li>
          ))}
        </ul>
      )}
    </li>
  )
}

function useChangeText(): (change: Change, isOfSeatType: boolean) => string {
  const { desk } = useDeskTexts()
  const said = (value: Change['before']) =>
    value === null || value === '' ? desk('history.nothing') : String(value)
  return ({ member, before, after }, isOfSeatType) => {
    const label = isOfSeatType && member === 'name' ? 'seatTypes.name' : MEMBERS[member]
    return desk('history.change', {
      member: label ? desk(label) : member,
      before: said(before),
      after: said(after),
    })
  }
}
