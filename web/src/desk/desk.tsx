import '../design/desk.css'
import { Route, Router, useLocation, useRoute } from 'preact-iso'
import { isId } from '../addresses'
import { NotFoundPage } from '../registrant/not-found-page'
import { AccessCodePage } from './access-code-page'
import { ConferenceDesk, isConferencePage } from './conference-desk'
import { NewConferencePage } from './new-conference-page'
import { OpenPage } from './open-page'
import { StartPage } from './start-page'

/** A conference that is not open in this browser is opened first: but only if there is such a page of it. */
function ConferenceRoute() {
  const { id = '' } = useRoute().params
  const rest = useLocation().path.slice(`/manage/${id}`.length)
  return isId(id) && isConferencePage(rest) ? <ConferenceDesk key={id} /> : <NotFoundPage />
}

/** The business customer's pages. */
export default function Desk() {
  return (
    <Router>
      <Route path="/" component={StartPage} />
      <Route path="/new" component={NewConferencePage} />
      <Route path="/open" component={OpenPage} />
      <Route path="/access-code" component={AccessCodePage} />
      <Route path="/:id" component={ConferenceRoute} />
      <Route path="/:id/*" component={ConferenceRoute} />
      <Route default component={NotFoundPage} />
    </Router>
  )
}
