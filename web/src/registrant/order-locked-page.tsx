import { useTexts } from '../i18n/texts'
import type { KeptOrder } from '../orders/kept'
import { Page } from '../parts/page'

/** An order that this browser has no key for, or not any more. */
export function LockedOrderPage() {
  const { t } = useTexts()
  return (
    <Page title={t('locked.title')} lead={t('locked.lead')}>
      <p class="actions">
        <a class="button" href="/orders/find">
          {t('site.findOrder')}
        </a>
        <a href="/">{t('notFound.conferences')}</a>
      </p>
    </Page>
  )
}

/** An order that was never begun: what it asked for was refused. */
export function RefusedOrderPage({ kept, reason }: { kept: KeptOrder; reason: string }) {
  const { t } = useTexts()
  return (
    <Page title={t('refused.title')} lead={t('refused.lead')}>
      <p class="small soft">{t('refused.reason', { reason })}</p>
      <p class="actions">
        <a class="button" href={`/${kept.slug}/register`}>
          {t('refused.again')}
        </a>
      </p>
    </Page>
  )
}
