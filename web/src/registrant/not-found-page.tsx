import { useEffect } from 'preact/hooks'
import { useTexts } from '../i18n/texts'
import { Page } from '../parts/page'

export function NotFoundPage() {
  const { t } = useTexts()
  useUnlisted()
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

/** Keeps the address out of search engines: a host of static files may answer 200 to it, as it knows no conferences. */
function useUnlisted(): void {
  useEffect(() => {
    const meta = document.createElement('meta')
    meta.name = 'robots'
    meta.content = 'noindex'
    document.head.append(meta)
    return () => meta.remove()
  }, [])
}
