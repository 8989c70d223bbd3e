import { readConferences } from '../api/conferences'
import type { ConferenceSummary } from '../api/types'
import { useTexts } from '../i18n/texts'
import { Loading } from '../parts/loading'
import { Page } from '../parts/page'
import { useLoad } from '../parts/use-load'

/** What is on sale. */
export function ConferencesPage() {
  const { t } = useTexts()
  const conferences = useLoad(readConferences, 'conferences')
  return (
    <Page title={t('conferences.title')} lead={t('conferences.lead')} wide>
      <Loading of={conferences}>
        {(found) =>
          found.length === 0 ? (
            <p class="empty">{t('conferences.none')}</p>
          ) : (
            <ul class="cards">
              {found.map((conference) => (
                <Card key={conference.id} conference={conference} />
              ))}
            </ul>
          )
        }
      </Loading>
    </Page>
  )
}

function Card({ conference }: { conference: ConferenceSummary }) {
  const { days } = useTexts()
  return (
    <li class="card">
      <h2>
        <a class="whole-card" href={`/${conference.slug}`}>
          {conference.name}
        </a>
      </h2>
      {conference.tagline && <p>{conference.tagline}</p>}
      <p class="facts">
        <span>{days(conference.startDate, conference.endDate)}</span>
        <span>{conference.location}</span>
      </p>
    </li>
  )
}
