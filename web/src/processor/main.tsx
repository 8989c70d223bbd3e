import { render } from 'preact'
import { TextsProvider } from '../i18n/texts'
import { paymentKeyOf } from '../orders/payment-url'
import { tab } from '../storage'
import { Processor } from './processor'

const KEPT = 'payment'

// The token leaves the address at once, so that it is neither copied nor kept in the history; a reload goes on with it.
if (paymentKeyOf(location.hash)) tab.set(KEPT, location.hash)
history.replaceState(null, '', location.pathname)

const place = document.getElementById('processor')
if (!place) throw new Error('payment/index.html has no element #processor')
place.replaceChildren()
render(
  <TextsProvider>
    <Processor payment={paymentKeyOf(tab.get(KEPT) ?? '')} />
  </TextsProvider>,
  place,
)
