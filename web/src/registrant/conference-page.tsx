import { useRoute } from 'preact-iso'
import { readSeatTypes } from '../api/conferences'
import { serverNow } from '../api/server-clock'
import type { Conference, SeatType } from '../api/types'
import { useTexts } from '../i18n/texts'
import { isOver } from '../orders/last-day'
import { Loading } from '../parts/loading'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { type Loaded, useLoad } from '../parts/use-load'
import { useConference } from './conference-link'
import { ConferenceMissing, isMissing } from './conference-missing'
import { OpenOrders } from './open-orders'

/** What a conference is, and what its seats cost. */
export function ConferencePage() {
  const { t } = useTexts()
  const slug = useRoute().params.slug ?? ''
  const conference = useConference(slug)
  const seatTypes = useLoad((signal) => readSeatTypes(slug, signal), slug)
  if (isMissing(conference.failure)) return <ConferenceMissing failure={conference.failure} />
  const found = conference.value
  if (!found) {
    return (
      <Page title={t('conference.loading')}>
        <Loading of={conference}>{() => null}</Loading>
      </Page>
    )
  }
  return (
    <Page key={found.id} title={found.name} lead={found.tagline ?? undefined} wide>
      <OpenOrders slug={slug} />
      {isOver(found, serverNow()) ? (
        <Over conference={found} />
      ) : (
        <OnSale conference={found} seatTypes={seatTypes} />
      )}
    </Page>
  )
}

/** Nothing is offered any more. */
function Over({ conference }: { conference: Conference }) {
  const { t } = useTexts()
  return (
    <>
      <Notice tone="info" title={t('conference.over')}>
        <p>
          <a href="/orders/find">{t('site.findOrder')}</a>
        </p>
      </Notice>
      <About conference={conference} />
    </>
  )
}

function OnSale({
  conference,
  seatTypes,
}: {
  conference: Conference
  seatTypes: Loaded<readonly SeatType[]>
}) {
  const { t } = useTexts()
  return (
    <div class="beside">
      <About conference={conference} />
      <section class="panel" aria-labelledby="seats">
        <h2 id="seats">{t('conference.seats')}</h2>
        <Loading of={seatTypes}>{(types) => <Offers types={types} />}</Loading>
        <p class="actions">
          <a class="button" href={`/${conference.slug}/register`}>
            {t('conference.register')}
          </a>
          <a href="/orders/find">{t('site.findOrder')}</a>
        </p>
      </section>
    </div>
  )
}

export function About({ conference }: { conference: Conference }) {
  const { t, days } = useTexts()
  return (
    <section class="about" aria-label={t('conference.about')}>
      <dl class="pairs">
        <dt>{t('conference.when')}</dt>
        <dd>{days(conference.startDate, conference.endDate)}</dd>
        <dt>{t('conference.where')}</dt>
        <dd>{conference.location}</dd>
        {conference.twitterSearch && (
          <>
            <dt>{t('conference.talk')}</dt>
            <dd>{conference.twitterSearch}</dd>
          </>
        )}
      </dl>
      <p class="prose">{conference.description}</p>
    </section>
  )
}

export function Offers({ types }: { types: readonly SeatType[] }) {
  const { t, money } = useTexts()
  if (types.length === 0) return <p class="soft">{t('conference.noSeats')}</p>
  return (
    <ul class="offers">
      {types.map((type) => (
        <li key={type.id}>
          <span class="offer-name">{type.name}</span>
          <span class="figures">{money(type.price, type.currency)}</span>
          <span class="small soft">{type.description}</span>
          {type.availableQuantity <= 0 && <span class="badge error">{t('seats.soldOut')}</span>}
        </li>
      ))}
    </ul>
  )
}
