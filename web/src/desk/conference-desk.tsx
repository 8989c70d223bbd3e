import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { Route, Router, useRoute } from 'preact-iso'
import { isId } from '../addresses'
import { type ReadConference, readManagedConference } from '../api/management'
import { onRefusedRead } from '../api/refused'
import { Loading } from '../parts/loading'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { useLoad } from '../parts/use-load'
import { NotFoundPage } from '../registrant/not-found-page'
import { AttendeesPage } from './attendees-page'
import { ConferenceContext } from './conference-context'
import { DeskNavigation } from './desk-navigation'
import { DetailsPage } from './details-page'
import { HistoryPage } from './history-page'
import { forgetToken, type KnownConference, keyOf, rename } from './keys'
import { MoneyPage } from './money-page'
import { OpenForm } from './open-form'
import { OrderPage } from './order-page'
import { OrdersPage } from './orders-page'
import { OverviewPage } from './overview-page'
import { PublicationPage } from './publication-page'
import { SeatTypesPage } from './seat-types-page'
import { useDeskTexts } from './texts/texts'

const PAGES = {
  details: DetailsPage,
  'seat-types': SeatTypesPage,
  publication: PublicationPage,
  orders: OrdersPage,
  attendees: AttendeesPage,
  money: MoneyPage,
  history: HistoryPage,
} as const

/** `rest`: the address behind the conference's id, as `/orders/ID`. */
export function isConferencePage(rest: string): boolean {
  const [page, orderId, ...more] = rest.split('/').filter(Boolean)
  if (orderId !== undefined) return page === 'orders' && isId(orderId) && more.length === 0
  return page === undefined || Object.hasOwn(PAGES, page)
}

/** All pages about one conference: opened by the token that this browser keeps, else by address and code. */
export function ConferenceDesk() {
  const id = useRoute().params.id ?? ''
  const [, lookAgain] = useState(0)
  const known = keyOf(id)
  if (!known) return <Door onOpen={() => lookAgain((turn) => turn + 1)} />
  return <Opened key={known.token} known={known} onLocked={() => lookAgain((turn) => turn + 1)} />
}

function Door({ onOpen }: { onOpen: (id: string) => void }) {
  const { desk } = useDeskTexts()
  return (
    <Page title={desk('open.title')} lead={desk('open.here')}>
      <OpenForm onOpen={onOpen} />
    </Page>
  )
}

function Opened({ known, onLocked }: { known: KnownConference; onLocked: () => void }) {
  const { desk } = useDeskTexts()
  const read = useLoad((signal) => readManagedConference(known, signal), known.id)
  const [answered, show] = useState<ReadConference>()
  const current = answered ?? read.value

  useEffect(() => {
    if (current) rename(known.id, current.conference.name)
  }, [current, known.id])
  // What was read anew is newer than what an edit was answered with before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that something was read
  useEffect(() => show(undefined), [read.value])
  // Before effects, so that it sees the first read too.
  useLayoutEffect(
    () =>
      onRefusedRead(known.token, () => {
        forgetToken(known)
        onLocked()
      }),
    [known, onLocked],
  )

  if (!current) {
    return (
      <Page title={known.name}>
        <Loading of={read}>{() => null}</Loading>
      </Page>
    )
  }
  return (
    <ConferenceContext.Provider value={{ ...current, key: known, reload: read.reload, show }}>
      <DeskNavigation conference={current.conference} />
      {read.failure && (
        <Notice tone="warning" title={desk('conference.old')}>
          <button type="button" class="button quiet" onClick={read.reload}>
            {desk('conference.refresh')}
          </button>
        </Notice>
      )}
      <Router>
        <Route path="/" component={OverviewPage} />
        {Object.entries(PAGES).map(([name, Shown]) => (
          <Route key={name} path={`/${name}`} component={Shown} />
        ))}
        <Route path="/orders/:orderId" component={OrderPage} />
        <Route default component={NotFoundPage} />
      </Router>
    </ConferenceContext.Provider>
  )
}
