import { readCsv } from '../api/managed-orders'
import { ActionButton } from '../parts/action-button'
import { announce } from '../parts/announcer'
import { FailureNotice } from '../parts/failure-notice'
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
      save(await readCsv(key, what), `${conference.slug}-${what}.csv`)
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

function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
