import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { Failure } from '../api/failure'
import { createConference } from '../api/management'
import { ActionButton } from '../parts/action-button'
import { FailureNotice } from '../parts/failure-notice'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { type Form, useForm } from '../parts/use-form'
import { ConferenceFields } from './conference-fields'
import { changesOf, EMPTY, faultsOf, slugFrom } from './conference-values'
import { CreatedPage } from './created-page'
import { FormText } from './form-text'
import { keep } from './keys'
import { useDeskTexts } from './texts/texts'

const SLUG = /^[a-z0-9-]{1,60}$/

/** A conference of one's own: a draft that nobody else sees, until it is published. */
export function NewConferencePage() {
  const { desk } = useDeskTexts()
  const { route } = useLocation()
  const [created, setCreated] = useState<{ id: string; accessCode: string }>()
  const form = useForm({
    // Its id is chosen here and kept with what was typed: sent twice, it is still one conference.
    initial: { ...EMPTY, slug: '', ownerEmail: '', conferenceId: crypto.randomUUID() as string },
    draft: 'new-conference',
    check: (values) => ({
      ...faultsOf(values, desk),
      slug: SLUG.test(values.slug) ? undefined : desk('new.slugForm'),
      ownerEmail: values.ownerEmail.includes('@') ? undefined : desk('open.emailMissing'),
    }),
    send: async (values) => {
      const { slug, ownerEmail, currency, conferenceId } = values
      const answer = await createConference({
        ...changesOf(values),
        slug,
        ownerEmail,
        currency,
        conferenceId,
      })
      if (answer.accessToken) {
        keep({ id: conferenceId, token: answer.accessToken, name: values.name }, false)
      }
      if (answer.accessCode) setCreated({ id: conferenceId, accessCode: answer.accessCode })
      else route(`/manage/${conferenceId}`)
    },
    explain: (failure) => {
      if (failure.slug === 'slug-taken') return { slug: desk('new.slugTaken') }
      if (failure.slug === 'slug-reserved') return { slug: desk('new.slugReserved') }
      return {}
    },
  })
  if (created) return <CreatedPage {...created} name={form.values.name} email={form.values.ownerEmail} />
  return (
    <Page title={desk('new.title')} lead={desk('new.lead')}>
      <form class="form" noValidate onSubmit={form.submit}>
        {form.action.failure && <CreationFailure failure={form.action.failure} onRetry={form.again} />}
        <NameAndSlug form={form} />
        <ConferenceFields form={form} isCurrencyFixed={false} />
        <FormText
          form={form}
          name="ownerEmail"
          type="email"
          autoComplete="email"
          label={desk('new.ownerEmail')}
          hint={desk('new.ownerEmailHint')}
        />
        <p class="actions">
          <ActionButton action={form.action} busy={desk('form.sending')}>
            {desk('new.create')}
          </ActionButton>
          <a href="/manage">{desk('new.leave')}</a>
        </p>
      </form>
    </Page>
  )
}

/** The address follows the name until it is typed by hand. */
function NameAndSlug<Values extends { name: string; slug: string } & Record<string, string>>(props: {
  form: Form<Values>
}) {
  const { desk } = useDeskTexts()
  const form = props.form as unknown as Form<{ name: string; slug: string }>
  const follows = form.values.slug === slugFrom(form.values.name)
  const following: typeof form = {
    ...form,
    set(name, value) {
      form.set(name, value)
      if (name === 'name' && follows) form.set('slug', slugFrom(value))
    },
  }
  return (
    <>
      <FormText form={following} name="name" label={desk('fields.name')} longest={200} />
      <FormText
        form={form}
        name="slug"
        label={desk('new.slug')}
        hint={desk('new.slugHint', { address: `${location.host}/${form.values.slug || '…'}` })}
        longest={60}
      />
    </>
  )
}

function CreationFailure({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { desk } = useDeskTexts()
  if (failure.slug !== 'conference-exists') return <FailureNotice failure={failure} onRetry={onRetry} />
  return (
    <Notice tone="warning" urgent title={desk('new.exists')}>
      <p>
        <a href="/manage/open">{desk('start.open')}</a>
      </p>
    </Notice>
  )
}
