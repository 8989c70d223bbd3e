import { useState } from 'preact/hooks'
import { requestAccessCode } from '../api/management'
import { ActionButton } from '../parts/action-button'
import { FailureNotice } from '../parts/failure-notice'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { useForm } from '../parts/use-form'
import { FormText } from './form-text'
import { useDeskTexts } from './texts/texts'

/** A new access code by mail. Whether there is such a conference of this owner, nobody is told here. */
export function AccessCodePage() {
  const { desk } = useDeskTexts()
  const [isSent, setSent] = useState(false)
  const form = useForm({
    initial: { email: '', slug: '' },
    check: ({ email, slug }) => ({
      email: email.includes('@') ? undefined : desk('open.emailMissing'),
      slug: slug.trim() ? undefined : desk('code.slugMissing'),
    }),
    send: async ({ email, slug }) => {
      await requestAccessCode(email, slug.trim().toLowerCase())
      setSent(true)
    },
  })
  return (
    <Page title={desk('code.title')} lead={desk('code.lead')}>
      {isSent && (
        <Notice tone="good" urgent title={desk('code.sent')}>
          <p>
            <a href="/manage/open">{desk('start.open')}</a>
          </p>
        </Notice>
      )}
      <form class="form" noValidate onSubmit={form.submit}>
        {form.action.failure && <FailureNotice failure={form.action.failure} onRetry={form.again} />}
        <FormText form={form} name="email" type="email" autoComplete="email" label={desk('open.email')} />
        <FormText form={form} name="slug" label={desk('new.slug')} hint={desk('code.slugHint')} />
        <p class="actions">
          <ActionButton action={form.action} busy={desk('form.sending')}>
            {desk('code.send')}
          </ActionButton>
        </p>
      </form>
    </Page>
  )
}
