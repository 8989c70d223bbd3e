import { useLocation } from 'preact-iso'
import { Page } from '../parts/page'
import { OpenForm } from './open-form'
import { useDeskTexts } from './texts/texts'

export function OpenPage() {
  const { desk } = useDeskTexts()
  const { route } = useLocation()
  return (
    <Page title={desk('open.title')} lead={desk('open.lead')}>
      <OpenForm onOpen={(id) => route(`/manage/${id}`)} />
    </Page>
  )
}
