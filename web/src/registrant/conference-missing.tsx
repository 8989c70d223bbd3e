import type { Failure } from '../api/failure'
import { useTexts } from '../i18n/texts'
import { Page } from '../parts/page'
import { NotFoundPage } from './not-found-page'

export function isMissing(failure: Failure | undefined): failure is Failure {
  return failure?.is(404) === true
}

/** No such conference, or one that was taken off sale: then its owner may have said where to go instead. */
export function ConferenceMissing({ failure }: { failure: Failure }) {
  const { t } = useTexts()
  const elsewhere = failure.document.redirectUrl
  if (!elsewhere) return <NotFoundPage />
  return (
    <Page title={t('missing.title')} lead={t('missing.elsewhere')}>
      <p class="panel">
        <a href={elsewhere} rel="noopener noreferrer">
          {elsewhere}
        </a>
      </p>
      <p class="soft">{t('missing.orders')}</p>
      <p class="actions">
        <a class="button quiet" href="/orders/find">
          {t('site.findOrder')}
        </a>
        <a href="/">{t('notFound.conferences')}</a>
      </p>
    </Page>
  )
}
