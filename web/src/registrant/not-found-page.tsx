import { useTexts } from '../i18n/texts'
import { Page } from '../parts/page'

export function NotFoundPage() {
  const { t } = useTexts()
  return (
    <Page title={t('notFound.title')} lead={t('notFound.lead')}>
      <p class="actions">
        <a class="button" href="/">
          {t('notFound.conferences')}
        </a>
        <a class="button quiet" href="/orders/find">
          {t('site.findOrder')}
        </a>
      </p>
    </Page>
  )
}
