import { useState } from 'preact/hooks'
import { publish, readManagedSeatTypes, unpublish } from '../api/management'
import { ActionButton } from '../parts/action-button'
import { announce } from '../parts/announcer'
import { ConfirmDialog } from '../parts/confirm-dialog'
import { FailureNotice } from '../parts/failure-notice'
import { Notice } from '../parts/notice'
import { Page } from '../parts/page'
import { useAction } from '../parts/use-action'
import { useForm } from '../parts/use-form'
import { useLoad } from '../parts/use-load'
import { useConference } from './conference-context'
import { FormText } from './form-text'
import { Preview } from './preview'
import { useDeskTexts } from './texts/texts'

/** Whether the public sees the conference, and what it would see. */
export function PublicationPage() {
  const { desk } = useDeskTexts()
  const { conference, key } = useConference()
  const seatTypes = useLoad((signal) => readManagedSeatTypes(key, signal), key.id)
  return (
    <Page title={desk('publication.title')}>
      {conference.isPublished ? <Published /> : <Hidden hasSeats={(seatTypes.value?.length ?? 1) > 0} />}
      <Preview conference={conference} seatTypes={seatTypes} />
    </Page>
  )
}

function Published() {
  const { desk } = useDeskTexts()
  const { conference } = useConference()
  return (
    <>
      <Notice tone="good" title={desk('publication.public')}>
        <p>
          <a href={`/${conference.slug}`}>{`${location.host}/${conference.slug}`}</a>
        </p>
      </Notice>
      <UnpublishForm />
    </>
  )
}

/** Also changes where visitors are sent while it is hidden already. Enter in its field must not hide anything: it asks. */
function UnpublishForm() {
  const { desk } = useDeskTexts()
  const { conference, key, reload } = useConference()
  const [isAsking, setAsking] = useState(false)
  const form = useForm({
    initial: { redirectUrl: conference.redirectUrl ?? '' },
    check: ({ redirectUrl }) => ({
      redirectUrl:
        redirectUrl === '' || /^https?:\/\/./.test(redirectUrl) ? undefined : desk('publication.noAddress'),
    }),
    ask: conference.isPublished ? () => setAsking(true) : undefined,
    send: async ({ redirectUrl }) => {
      await unpublish(key, redirectUrl || null)
      announce(desk('publication.hidden'))
      reload()
    },
  })
  return (
    <form class="form panel" noValidate onSubmit={form.submit}>
      <h2>{desk(conference.isPublished ? 'publication.hide' : 'publication.redirect')}</h2>
      {conference.isPublished && <p>{desk('publication.hideMeans')}</p>}
      {form.action.failure && <FailureNotice failure={form.action.failure} onRetry={form.again} />}
      <FormText
        form={form}
        name="redirectUrl"
        type="url"
        optional
        label={desk('publication.redirectUrl')}
        hint={desk('publication.redirectUrlHint')}
        longest={2000}
      />
      <p class="actions">
        <ActionButton action={form.action} busy={desk('form.sending')}>
          {desk(conference.isPublished ? 'publication.hide' : 'publication.saveRedirect')}
        </ActionButton>
      </p>
      {isAsking && (
        <ConfirmDialog
          title={desk('publication.hideAsk')}
          action={desk('publication.hide')}
          onConfirm={form.again}
          onClose={() => setAsking(false)}
        >
          <p>{desk('publication.hideMeans')}</p>
        </ConfirmDialog>
      )}
    </form>
  )
}

function Hidden({ hasSeats }: { hasSeats: boolean }) {
  const { desk } = useDeskTexts()
  const { conference, key, reload } = useConference()
  const action = useAction()
  const open = () =>
    void action.run(async () => {
      await publish(key)
      announce(desk('publication.public'))
      reload()
    })
  return (
    <>
      <Notice tone="info" title={desk('publication.hidden')}>
        <p>{desk(conference.wasEverPublished ? 'publication.again' : 'publication.first')}</p>
        {!hasSeats && <p>{desk('publication.noSeats')}</p>}
      </Notice>
      {action.failure && <FailureNotice failure={action.failure} onRetry={open} />}
      <p>
        <ActionButton action={action} busy={desk('form.sending')} onClick={open}>
          {desk('publication.publish')}
        </ActionButton>
      </p>
      {conference.wasEverPublished && <UnpublishForm />}
    </>
  )
}
