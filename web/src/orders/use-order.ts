import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { passed } from '../api/client'
import { Failure } from '../api/failure'
import { readOrder } from '../api/orders'
import { type Outcome, outcomeOf, refusalOf } from '../api/outcome'
import { serverNow } from '../api/server-clock'
import type { Order } from '../api/types'
import { type KeptOrder, keepHere, keepOpen } from './kept'
import { isOpen, isOver, stepOf } from './steps'

const PAUSE_AFTER_FAILURE_MS = 4_000
const PAUSE_MS = 1_000
/** Where nothing is expected to happen soon. */
const LONG_PAUSE_MS = 15_000
const TRIES_FOR_A_COMMAND = 2

export interface FollowedOrder {
  readonly order: Order | undefined
  /** Why it could not be read just now. It is tried again by itself, unless the order is not to be had at all. */
  readonly failure: Failure | undefined
  /** Why the order was refused when it was placed. */
  readonly refusal: string | undefined
  /** Waits until a command was decided and shows, half a minute at most; raises Failure. */
  settle(command: string): Promise<Outcome>
  /** Reads at once. */
  reload(): void
}

/** An order, kept up to date as long as the page is open and seen. */
export function useOrder(kept: KeptOrder): FollowedOrder {
  const { orderId, token, placedBy } = kept
  const [order, setOrder] = useState<Order>()
  const [failure, setFailure] = useState<Failure>()
  const [refusal, setRefusal] = useState<string>()
  const [turn, setTurn] = useState(0)
  const newest = useRef<Order>(undefined)
  const reload = useCallback(() => setTurn((last) => last + 1), [])

  const show = useCallback((read: Order) => {
    // A long read may be answered after a later one.
    if (newest.current && newest.current.version > read.version) return
    newest.current = read
    setOrder(read)
    setFailure(undefined)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` begins anew
  useEffect(() => {
    const leaving = new AbortController()
    const follow = async () => {
      for (;;) {
        await seen(leaving.signal)
        const known = newest.current
        const asked = known ? { after: known.version } : placedBy ? { command: placedBy } : {}
        try {
          const { order: read } = await readOrder(orderId, token, { ...asked, signal: leaving.signal })
          show(read)
          const step = stepOf(read, serverNow())
          if (isOver(step)) return
          if (known) await passed(isOpen(step) ? PAUSE_MS : LONG_PAUSE_MS, leaving.signal)
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          const outcome = error.response && outcomeOf(error.response)
          setRefusal(refusalOf(outcome))
          if (outcome === 'pending') {
            await passed(PAUSE_MS, leaving.signal)
            continue
          }
          setFailure(error)
          if (!error.isPassing) return
          await passed(PAUSE_AFTER_FAILURE_MS, leaving.signal)
        }
      }
    }
    follow().catch((error: unknown) => {
      if (!leaving.signal.aborted) throw error
    })
    window.addEventListener('online', reload)
    return () => {
      leaving.abort()
      window.removeEventListener('online', reload)
    }
  }, [orderId, token, placedBy, turn])

  useEffect(() => {
    if (!order) return
    const step = stepOf(order, serverNow())
    if (isOpen(step) || step === 'timeUp') keepOpen(kept)
    else keepHere(kept)
  }, [order, kept])

  const settle = useCallback(
    async (command: string) => {
      let outcome: Outcome = 'pending'
      for (let tries = 0; outcome === 'pending' && tries < TRIES_FOR_A_COMMAND; tries += 1) {
        const read = await readOrder(orderId, token, { command })
        show(read.order)
        outcome = read.outcome ?? 'pending'
      }
      return outcome
    },
    [orderId, token, show],
  )

  return { order, failure, refusal, settle, reload }
}

/** Resolves while the page is seen: nobody waits for what goes on behind. */
async function seen(signal: AbortSignal): Promise<void> {
  while (document.hidden) {
    await new Promise((resolve) =>
      document.addEventListener('visibilitychange', resolve, { once: true, signal }),
    )
  }
  signal.throwIfAborted()
}
