import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { Failure } from '../api/failure'
import { locateOrder } from '../api/orders'
import type { TextKey } from '../i18n/catalogue'
import { useTexts } from '../i18n/texts'
import { keepHere } from '../orders/kept'
import { faultsOf, NOBODY } from '../orders/people'
import { pathOf } from '../orders/steps'
import { ActionButton } from '../parts/action-button'
import { FailureNotice } from '../parts/failure-notice'
import { focusFirstFault } from '../parts/field'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { TextField } from '../parts/text-field'
import { useAction } from '../parts/use-action'

interface Faults {
  email?: TextKey | undefined
  code?: TextKey | undefined
}

/** An order is found again by its registrant's e-mail address and its code. */
export function FindPage() {
  const { t } = useTexts()
  const { route } = useLocation()
  const form = useRef<HTMLFormElement>(null)
  const action = useAction()
  const [email, setEmail] = useState('')
  const [code, setCode] = useState('')
  const [faults, setFaults] = useState<Faults>({})

  const send = async (event: Event) => {
    event.preventDefault()
    const found: Faults = {
      email: faultsOf({ ...NOBODY, email }).email,
      code: code.trim() ? undefined : 'find.codeMissing',
    }
    setFaults(found)
    if (found.email || found.code) return requestAnimationFrame(() => focusFirstFault(form.current))
    const located = await action.run(() => locateOrder(email.trim(), code.trim()))
    if (!located) return
    // The token tells the conference's address only when the order is read.
    keepHere({ orderId: located.orderId, token: located.accessToken, slug: '' })
    route(pathOf(located.orderId))
  }

  return (
    <Page title={t('find.title')} lead={t('find.lead')}>
      <form ref={form} class="panel" onSubmit={send} noValidate>
        <TextField
          label={t('person.email')}
          name="email"
          type="email"
          value={email}
          hint={t('find.emailHint')}
          fault={faults.email && t(faults.email)}
          autocomplete="email"
          required
          onInput={(value) => {
            setEmail(value)
            setFaults({})
          }}
        />
        <TextField
          label={t('find.code')}
          name="code"
          value={code}
          hint={t('find.codeHint')}
          fault={faults.code && t(faults.code)}
          autocomplete="off"
          maxLength={20}
          required
          isCode
          onInput={(value) => {
            setCode(value)
            setFaults({})
          }}
        />
        {action.failure && <Miss failure={action.failure} />}
        <p class="actions">
          <ActionButton action={action} busy={t('find.sending')}>
            {t('find.send')}
          </ActionButton>
        </p>
      </form>
      <p class="small soft">{t('find.help')}</p>
    </Page>
  )
}

function Miss({ failure }: { failure: Failure }) {
  const { t } = useTexts()
  if (failure.is(404) || failure.is(422)) {
    return (
      <Notice tone="error" urgent title={t('find.miss')}>
        <p>{t('find.missHow')}</p>
      </Notice>
    )
  }
  return <FailureNotice failure={failure} />
}
