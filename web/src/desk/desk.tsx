import '../design/desk.css'
import { Route, Router } from 'preact-iso'
import { NotFoundPage } from '../registrant/not-found-page'
import { AccessCodePage } from './access-code-page'
import { ConferenceDesk } from './conference-desk'
import { NewConferencePage } from './new-conference-page'
import { OpenPage } from './open-page'
import { StartPage } from './start-page'

/** The business customer's pages. */
export default function Desk() {
  return (
    <Router>
      <Route path="/" component={StartPage} />
      <Route path="/new" component={NewConferencePage} />
      <Route path="/open" component={OpenPage} />
      <Route path="/access-code" component={AccessCodePage} />
      <Route path="/:id" component={ConferenceDesk} />
      <Route path="/:id/*" component={ConferenceDesk} />
      <Route default component={NotFoundPage} />
    </Router>
  )
}
