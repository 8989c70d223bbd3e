import { useState } from 'preact/hooks'
import { Failure } from '../api/failure'
import { deleteSeatType } from '../api/management'
import type { ManagedSeatType } from '../api/types'
import { announce } from '../parts/announcer'
import { ConfirmDialog } from '../parts/confirm-dialog'
import { FailureNotice } from '../parts/failure-notice'
import { useAction } from '../parts/use-action'
import { useConference } from './conference-context'
import { useDeskTexts } from './texts/texts'

export function DeleteSeatType({ seatType, onDelete }: { seatType: ManagedSeatType; onDelete: () => void }) {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  const [isAsking, setAsking] = useState(false)
  const action = useAction()

  async function remove(): Promise<void> {
    try {
      await deleteSeatType(key, seatType.id)
    } catch (error) {
      // Somebody else deleted it: that is what was wanted.
      if (!(error instanceof Failure && error.is(404))) throw error
    }
    announce(desk('seatTypes.deleted', { name: seatType.name }))
    onDelete()
  }

  return (
    <>
      <button
        type="button"
        class="button danger small"
        aria-label={desk('seatTypes.deleteOne', { name: seatType.name })}
        onClick={() => setAsking(true)}
      >
        {desk('seatTypes.delete')}
      </button>
      {action.failure && <FailureNotice failure={action.failure} onRetry={() => void action.run(remove)} />}
      {isAsking && (
        <ConfirmDialog
          title={desk('seatTypes.deleteAsk', { name: seatType.name })}
          action={desk('seatTypes.delete')}
          onConfirm={() => void action.run(remove)}
          onClose={() => setAsking(false)}
        >
          <p>{desk('seatTypes.deleteMeans')}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
