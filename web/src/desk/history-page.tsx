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
  timeZone: 'fields.timeZone',
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
  const { conference, key } = useConference()
  const history = useLoad((signal) => readHistory(key, signal), key.id)
  return (
    <Page title={desk('history.title')} lead={desk('history.lead')}>
      <Loading of={history}>
        {(items) => (
          <ol class="rows history">
            {withCurrencies(items, conference.currency).map(([item, currency]) => (
              <Item key={item.version} item={item} currency={currency} />
            ))}
          </ol>
        )}
      </Loading>
    </Page>
  )
}

/** The items, newest first, each with the currency of that time: it may have changed before the first publication. */
function withCurrencies(items: readonly HistoryItem[], current: string): [HistoryItem, string][] {
  let currency = current
  return items.map((item) => {
    const then = currency
    const before = item.changes.find(({ member }) => member === 'currency')?.before
    if (typeof before === 'string' && before !== '') currency = before
    return [item, then]
  })
}

function Item({ item, currency }: { item: HistoryItem; currency: string }) {
  const { desk, moment } = useDeskTexts()
  const text = useChangeText(currency)
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

function useChangeText(currency: string): (change: Change, isOfSeatType: boolean) => string {
  const { desk, money } = useDeskTexts()
  const said = (member: string, value: Change['before']) => {
    if (value === null || value === '') return desk('history.nothing')
    return member === 'price' ? money(String(value), currency) : String(value)
  }
  return ({ member, before, after }, isOfSeatType) => {
    const label = isOfSeatType && member === 'name' ? 'seatTypes.name' : MEMBERS[member]
    return desk('history.change', {
      member: label ? desk(label) : member,
      before: said(member, before),
      after: said(member, after),
    })
  }
}
