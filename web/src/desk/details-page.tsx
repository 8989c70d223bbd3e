import { useRef, useState } from 'preact/hooks'
import { Failure } from '../api/failure'
import { editConference, readManagedConference } from '../api/management'
import { ActionButton } from '../parts/action-button'
import { announce } from '../parts/announcer'
import { FailureNotice } from '../parts/failure-notice'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { useForm } from '../parts/use-form'
import { useConference } from './conference-context'
import { ConferenceFields } from './conference-fields'
import { type ConferenceValues, changesOf, faultsOf, valuesOf } from './conference-values'
import { FormText } from './form-text'
import { merged } from './merging'
import { useDeskTexts } from './texts/texts'

/** What the conference says of itself. */
export function DetailsPage() {
  const { desk } = useDeskTexts()
  const { conference } = useConference()
  const { form, isSaved, contested } = useDetailsForm()
  return (
    <Page title={desk('details.title')} lead={desk('details.lead')}>
      <dl class="pairs">
        <dt>{desk('new.slug')}</dt>
        <dd>{`${location.host}/${conference.slug}`}</dd>
        <dt>{desk('new.ownerEmail')}</dt>
        <dd>{conference.ownerEmail}</dd>
      </dl>
      <form class="form" noValidate onSubmit={form.submit}>
        {form.action.failure?.is(412) && <ChangedMeanwhile contested={contested} />}
        {form.action.failure && !form.action.failure.is(412) && (
          <FailureNotice failure={form.action.failure} onRetry={form.again} />
        )}
        <FormText form={form} name="name" label={desk('fields.name')} longest={200} />
        <ConferenceFields form={form} isCurrencyFixed={conference.wasEverPublished} />
        <p class="actions">
          <ActionButton action={form.action} busy={desk('form.sending')}>
            {desk('details.save')}
          </ActionButton>
          {isSaved && <span class="badge good">{desk('details.saved')}</span>}
        </p>
      </form>
    </Page>
  )
}

/** Nothing that somebody else saved meanwhile is overwritten unseen: it is joined into the form, to be saved again. */
function useDetailsForm() {
  const { desk } = useDeskTexts()
  const { conference, etag, key, show } = useConference()
  const before = useRef(valuesOf(conference))
  const [isSaved, setSaved] = useState(false)
  const [contested, setContested] = useState<Partial<ConferenceValues>>({})

  async function save(values: ConferenceValues): Promise<void> {
    setSaved(false)
    const currency = conference.wasEverPublished ? {} : { currency: values.currency }
    const saved = await editConference(key, etag, { ...changesOf(values), ...currency })
    before.current = valuesOf(saved.conference)
    show(saved)
    setSaved(true)
    announce(desk('details.saved'))
  }

  async function join(values: ConferenceValues): Promise<void> {
    const now = await readManagedConference(key, AbortSignal.timeout(20_000))
    const theirs = valuesOf(now.conference)
    const joined = merged(before.current, values, theirs)
    before.current = theirs
    show(now)
    setContested(Object.fromEntries(joined.contested.map((name) => [name, theirs[name]])))
    for (const [name, value] of Object.entries(joined.values)) form.set(name as keyof ConferenceValues, value)
  }

  const form = useForm<ConferenceValues>({
    initial: before.current,
    check: (values) => faultsOf(values, desk),
    send: async (values) => {
      try {
        await save(values)
      } catch (error) {
        if (error instanceof Failure && error.is(412)) await join(values)
        throw error
      }
    },
    explain: (failure) =>
      failure.document.errors?.some(({ pointer }) => pointer === '/currency')
        ? { currency: desk('fields.currencyWhole') }
        : {},
  })
  return { form, isSaved, contested }
}

/** `contested`: what somebody else wrote into fields that were edited here too. */
function ChangedMeanwhile({ contested }: { contested: Partial<ConferenceValues> }) {
  const { desk } = useDeskTexts()
  const fields = Object.entries(contested) as [keyof ConferenceValues, string][]
  return (
    <Notice tone="warning" urgent title={desk('details.changedMeanwhile')}>
      <p>{desk(fields.length > 0 ? 'details.contested' : 'details.joined')}</p>
      {fields.length > 0 && (
        <dl class="pairs">
          {fields.map(([name, theirs]) => (
            <>
              <dt key={`${name}-name`}>{desk(`fields.${name}`)}</dt>
              <dd key={name}>{theirs || '–'}</dd>
            </>
          ))}
        </dl>
      )}
    </Notice>
  )
}
