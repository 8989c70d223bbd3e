import { readCsv } from '../api/managed-orders'
import { ActionButton } from '../parts/action-button'
import { announce } from '../parts/announcer'
import { FailureNotice } from '../parts/failure-notice'
import { saveFile } from '../parts/save-file'
import { useAction } from '../parts/use-action'
import { useConference } from './conference-context'
import { useDeskTexts } from './texts/texts'

/** Everything as a table for a spreadsheet. Asked for by script: the token must not stand in an address. */
export function DownloadButton({ what }: { what: 'orders' | 'attendees' }) {
  const { desk } = useDeskTexts()
  const { conference, key } = useConference()
  const action = useAction()
  const download = () =>
    void action.run(async () => {
      saveFile(await readCsv(key, what), `${conference.slug}-${what}.csv`)
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
