import type { Settlement as Action } from '../api/managed-orders'
import type { ManagedOrder } from '../api/types'
import { ConfirmDialog } from '../parts/confirm-dialog'
import { FailureNotice } from '../parts/failure-notice'
import { Waiting } from '../parts/loading'
import { Notice } from '../parts/notice'
import { useDeskTexts } from './texts/texts'
import { isRefused, type Settling, useSettling } from './use-settling'

const ACTIONS: Partial<Record<ManagedOrder['state'], readonly Action[]>> = {
  AwaitingAttention: ['honour', 'refund'],
  AwaitingInvoicePayment: ['paid', 'cancel'],
}

const DANGEROUS: readonly Action[] = ['refund', 'cancel']

interface SettlementProps {
  order: ManagedOrder
  onChange: (order: ManagedOrder) => void
}

/** What the business customer can decide of this order, and what became of it. */
export function Settlement({ order, onChange }: SettlementProps) {
  const { desk } = useDeskTexts()
  const { settling, ask, leave, send } = useSettling(order.orderId, onChange)
  const actions = ACTIONS[order.state] ?? []
  const isOpen = actions.length > 0 && settling.step !== 'sending'
  return (
    <>
      <Result settling={settling} onRetry={send} />
      {settling.step === 'sending' && <Waiting text={desk('settle.sending')} />}
      {isOpen && (
        <section class="panel" aria-labelledby="settle">
          <h2 id="settle">{desk(`settle.${order.state as 'AwaitingAttention'}.title`)}</h2>
          <p>{desk(`settle.${order.state as 'AwaitingAttention'}.why`)}</p>
          <p class="actions">
            {actions.map((action) => (
              <button
                key={action}
                type="button"
                class={DANGEROUS.includes(action) ? 'button danger' : 'button'}
                onClick={() => ask(action)}
              >
                {desk(`settle.${action}`)}
              </button>
            ))}
          </p>
        </section>
      )}
      {settling.step === 'asking' && (
        <ConfirmDialog
          title={desk(`settle.${settling.action}.ask`)}
          action={desk(`settle.${settling.action}`)}
          onConfirm={() => send(settling.action)}
          onClose={leave}
        >
          <p>{desk(`settle.${settling.action}.means`)}</p>
        </ConfirmDialog>
      )}
    </>
  )
}

function Result({ settling, onRetry }: { settling: Settling; onRetry: (action: Action) => void }) {
  const { desk } = useDeskTexts()
  if (settling.step === 'failed') {
    if (settling.failure.is(409)) return <Notice tone="warning" urgent title={desk('settle.tooLate')} />
    return <FailureNotice failure={settling.failure} onRetry={() => onRetry(settling.action)} />
  }
  if (settling.step !== 'done') return null
  if (isRefused(settling)) return <Notice tone="warning" urgent title={desk('settle.tooLate')} />
  if (settling.outcome === 'pending') return <Notice tone="info" urgent title={desk('settle.pending')} />
  return <Notice tone="good" urgent title={desk(`settle.${settling.action}.done`)} />
}
