import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso'
import { TextsProvider } from './i18n/texts'
import { ConferencesPage } from './registrant/conferences-page'
import { NotFoundPage } from './registrant/not-found-page'
import { Shell } from './shell'

// The business customer's pages are loaded when one is asked for: registrants need none of it.
const Desk = lazy(() => import('./desk/desk'))

/** Every address of the site. `/payment/` is a site of its own; `/api` is the API. */
export function App() {
  return (
    <TextsProvider>
      <LocationProvider scope={/^\/(?!api(\/|$)|payment(\/|$)|local(\/|$))/}>
        <Shell>
          <ErrorBoundary>
            <Router>
              <Route path="/" component={ConferencesPage} />
              <Route path="/manage/*" component={Desk} />
              <Route path="/manage" component={Desk} />
              <Route default component={NotFoundPage} />
            </Router>
          </ErrorBoundary>
        </Shell>
      </LocationProvider>
    </TextsProvider>
  )
}
