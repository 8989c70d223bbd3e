import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { useDeskTexts } from './texts/texts'

interface CreatedPageProps {
  id: string
  name: string
  email: string
  accessCode: string
}

/** The access code, shown this once. */
export function CreatedPage({ id, name, email, accessCode }: CreatedPageProps) {
  const { desk } = useDeskTexts()
  return (
    <Page title={desk('created.title', { name })} lead={desk('created.lead')}>
      <Notice tone="good" title={desk('created.code')}>
        <p class="big-code">{accessCode}</p>
        <p>{desk('created.keep', { email })}</p>
      </Notice>
      <p class="actions">
        <a class="button" href={`/manage/${id}/seat-types`}>
          {desk('created.next')}
        </a>
        <a class="button quiet" href={`/manage/${id}`}>
          {desk('created.overview')}
        </a>
      </p>
    </Page>
  )
}
