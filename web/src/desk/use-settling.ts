import { useState } from 'preact/hooks'
import { Failure } from '../api/failure'
import { readManagedOrder, type Settlement, settleOrder } from '../api/managed-orders'
import { type Outcome, refusalOf } from '../api/outcome'
import type { ManagedOrder } from '../api/types'
import { useConference } from './conference-context'

export type Settling =
  | { readonly step: 'idle' }
  | { readonly step: 'asking'; readonly action: Settlement }
  | { readonly step: 'sending'; readonly action: Settlement }
  | { readonly step: 'done'; readonly action: Settlement; readonly outcome: Outcome | undefined }
  | { readonly step: 'failed'; readonly action: Settlement; readonly failure: Failure }

/** Settles an order and waits for what becomes of it. The first answer to an order counts, whoever gave it. */
export function useSettling(orderId: string, onChange: (order: ManagedOrder) => void) {
  const { key } = useConference()
  const [settling, setSettling] = useState<Settling>({ step: 'idle' })

  async function send(action: Settlement): Promise<void> {
    setSettling({ step: 'sending', action })
    try {
      const command = await settleOrder(key, orderId, action)
      const { order, outcome } = await readManagedOrder(key, orderId, AbortSignal.timeout(40_000), command)
      onChange(order)
      setSettling({ step: 'done', action, outcome })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      setSettling({ step: 'failed', action, failure: error })
    }
  }

  return {
    settling,
    ask: (action: Settlement) => setSettling({ step: 'asking', action }),
    leave: () => setSettling({ step: 'idle' }),
    send: (action: Settlement) => void send(action),
  }
}

export function isRefused(settling: Settling): boolean {
  return settling.step === 'done' && refusalOf(settling.outcome) !== undefined
}
