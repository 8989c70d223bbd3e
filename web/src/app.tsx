import { ErrorBoundary, LocationProvider, lazy, Route, Router, useRoute } from 'preact-iso'
import { TextsProvider } from './i18n/texts'
import { removeOutdated } from './orders/kept'
import { ConferencePage } from './registrant/conference-page'
import { ConferencesPage } from './registrant/conferences-page'
import { FindPage } from './registrant/find-page'
import { NotFoundPage } from './registrant/not-found-page'
import { OrderPages } from './registrant/order-pages'
import { RegisterPage } from './registrant/register-page'
import { Shell } from './shell'

// The business customer's pages are loaded when one is asked for: registrants need none of it.
const Desk = lazy(() => import('./desk/desk'))

removeOutdated()

/** Another order is another page, with nothing left of the one before. */
function OrderRoute() {
  return <OrderPages key={useRoute().params.orderId} />
}

/** Every address of the site. `/payment/` is a site of its own; `/api` is the API. */
export function App() {
  return (
    <TextsProvider>
      <LocationProvider scope={/^\/(?!api(\/|$)|payment(\/|$)|local(\/|$))/}>
        <Shell>
          <ErrorBoundary>
            <Router>
              <Route path="/" component={ConferencesPage} />
              <Route path="/manage" component={Desk} />
              <Route path="/manage/*" component={Desk} />
              <Route path="/orders/find" component={FindPage} />
              <Route path="/orders/:orderId" component={OrderRoute} />
              <Route path="/orders/:orderId/:page" component={OrderRoute} />
              <Route path="/:slug" component={ConferencePage} />
              <Route path="/:slug/register" component={RegisterPage} />
              <Route default component={NotFoundPage} />
            </Router>
          </ErrorBoundary>
        </Shell>
      </LocationProvider>
    </TextsProvider>
  )
}
