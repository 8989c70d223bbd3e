import { useTexts } from '../i18n/texts'
import { Page } from '../parts/page'

/** The business customer's pages. */
export default function Desk() {
  const { t } = useTexts()
  return <Page title={t('desk.title')} />
}
