import type { ComponentType } from 'preact'
import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation, useRoute } from 'preact-iso'
import { isId, isReadable, isSlug } from './addresses'
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

/** The page of what the address names, if it can be a name at all. Another name is another page, with nothing left of
 * the one before. */
function named(part: string, isName: (text: string) => boolean, Named: ComponentType): ComponentType {
  return () => {
    const name = useRoute().params[part] ?? ''
    return isName(name) ? <Named key={name} /> : <NotFoundPage />
  }
}

const ConferenceRoute = named('slug', isSlug, ConferencePage)
const RegisterRoute = named('slug', isSlug, RegisterPage)
const OrderRoute = named('orderId', isId, OrderPages)

/** Every address of the site; `PAGES` in `local/launcher/front/page_addresses.py` are the same. `/payment/` is a site of its
 * own; `/api` is the API. */
function Pages() {
  if (!isReadable(useLocation().url)) return <NotFoundPage />
  return (
    <Router>
      <Route path="/" component={ConferencesPage} />
      <Route path="/manage" component={Desk} />
      <Route path="/manage/*" component={Desk} />
      <Route path="/orders/find" component={FindPage} />
      <Route path="/orders/:orderId" component={OrderRoute} />
      <Route path="/orders/:orderId/:page" component={OrderRoute} />
      <Route path="/:slug" component={ConferenceRoute} />
      <Route path="/:slug/register" component={RegisterRoute} />
      <Route default component={NotFoundPage} />
    </Router>
  )
}

export function App() {
  return (
    <TextsProvider>
      <LocationProvider scope={/^\/(?!api(\/|$)|payment(\/|$)|local(\/|$))/}>
        <Shell>
          <ErrorBoundary>
            <Pages />
          </ErrorBoundary>
        </Shell>
      </LocationProvider>
    </TextsProvider>
  )
}
