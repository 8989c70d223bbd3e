import { useState } from 'preact/hooks'
import type { Failure } from '../api/failure'
import { openConference, readManagedConference } from '../api/management'
import { ActionButton } from '../parts/action-button'
import { FailureNotice } from '../parts/failure-notice'
import { Field } from '../parts/field'
import { Notice } from '../parts/notice'
import { typed, useForm } from '../parts/use-form'
import { keep } from './keys'
import { useDeskTexts } from './texts/texts'

/** Opens a conference by its owner's e-mail address and access code. */
export function OpenForm({ onOpen }: { onOpen: (id: string) => void }) {
  const { desk } = useDeskTexts()
  const [stays, setStays] = useState(false)
  const form = useForm({
    initial: { email: '', accessCode: '' },
    check: ({ email, accessCode }) => ({
      email: email.includes('@') ? undefined : desk('open.emailMissing'),
      accessCode: accessCode.trim() ? undefined : desk('open.codeMissing'),
    }),
    send: async ({ email, accessCode }) => {
      const key = await openConference(email, accessCode)
      const { conference } = await readManagedConference(key, AbortSignal.timeout(20_000))
      keep({ ...key, name: conference.name }, stays)
      onOpen(key.id)
    },
  })
  return (
    <form class="form" noValidate onSubmit={form.submit}>
      {form.action.failure && <OpenFailure failure={form.action.failure} onRetry={form.again} />}
      <Field label={desk('open.email')} fault={form.faults.email}>
        {(control) => (
          <input
            {...control}
            type="email"
            autoComplete="email"
            value={form.values.email}
            onInput={(event) => form.set('email', typed(event))}
          />
        )}
      </Field>
      <Field label={desk('open.code')} hint={desk('open.codeHint')} fault={form.faults.accessCode}>
        {(control) => (
          <input
            {...control}
            class="code"
            autoComplete="off"
            autoCapitalize="characters"
            spellcheck={false}
            value={form.values.accessCode}
            onInput={(event) => form.set('accessCode', typed(event))}
          />
        )}
      </Field>
      <label class="choice">
        <input
          type="checkbox"
          checked={stays}
          onChange={(event) => setStays(event.currentTarget.checked)}
          aria-describedby="stays-hint"
        />
        {desk('open.stay')}
        <span class="hint" id="stays-hint">
          {desk('open.stayHint')}
        </span>
      </label>
      <p class="actions">
        <ActionButton action={form.action} busy={desk('form.sending')}>
          {desk('open.open')}
        </ActionButton>
        <a href="/manage/access-code">{desk('open.lost')}</a>
      </p>
    </form>
  )
}

function OpenFailure({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { desk } = useDeskTexts()
  if (!failure.is(404)) return <FailureNotice failure={failure} onRetry={onRetry} />
  return <Notice tone="error" urgent title={desk('open.wrong')} />
}
