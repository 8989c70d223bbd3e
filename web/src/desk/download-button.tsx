import { readCsv } from '../api/managed-orders'
import type { ManagedOrderState } from '../api/types'
import { ActionButton } from '../parts/action-button'
import { announce } from '../parts/announcer'
import { FailureNotice } from '../parts/failure-notice'
import { saveFile } from '../parts/save-file'
import { useAction } from '../parts/use-action'
import { useConference } from './conference-context'
import { useDeskTexts } from './texts/texts'

interface DownloadButtonProps {
  what: 'orders' | 'attendees'
  /** Only orders of this state. */
  state?: ManagedOrderState | null
}

/** What the list is about as a table for a spreadsheet. Asked for by script: the token must not stand in an address. */
export function DownloadButton({ what, state = null }: DownloadButtonProps) {
  const { desk } = useDeskTexts()
  const { conference, key } = useConference()
  const action = useAction()
  const download = () =>
    void action.run(async () => {
      saveFile(
        await readCsv(key, what, state),
        `${[conference.slug, what, state].filter(Boolean).join('-')}.csv`,
      )
      announce(desk('download.done'))
    })
  return (
    <>
      <ActionButton action={action} busy={desk('download.busy')} kind="quiet" onClick={download}>
        {desk('download.csv')}
      </ActionButton>
      {action.failure && <FailureNotice failure={action.failure} onRetry={download} />}
    </>
  )
}
