import { useCallback, useState } from 'preact/hooks'
import { assignSeat, readAssignments } from '../api/assignments'
import { refusalOf } from '../api/outcome'
import type { Person, SeatAssignments } from '../api/types'
import { type Action, useAction } from '../parts/use-action'

/** What is known of the change made last: that it shows, that it is accepted and does not show yet, or why it was refused. */
export type Freshness = 'shown' | 'accepted' | { readonly refused: string }

const TRIES = 2

export interface SeatSaving {
  readonly action: Action
  readonly freshness: Freshness | undefined
  /** Who sat there before the change made last; undefined where there is nothing to undo. */
  readonly before: Person | null | undefined
  /** Saves, and says whether it was accepted. */
  save(attendee: Person | null): Promise<boolean>
}

/** Saves one seat, undoes it, and follows each change until it shows. */
export function useSeatSaving(
  { orderId, token, position }: { orderId: string; token: string; position: number },
  current: Person | null,
  onRead: (read: SeatAssignments) => void,
): SeatSaving {
  const action = useAction()
  const [freshness, setFreshness] = useState<Freshness>()
  const [before, setBefore] = useState<Person | null>()

  const save = useCallback(
    async (attendee: Person | null) => {
      setFreshness(undefined)
      const command = await action.run(() => assignSeat(orderId, token, position, attendee))
      if (command === undefined) return false
      setBefore(current)
      setFreshness('accepted')
      for (let tries = 0; tries < TRIES; tries += 1) {
        const read = await action.run(() => readAssignments(orderId, token, command))
        if (!read) return true
        onRead(read.assignments)
        if (read.outcome === 'pending') continue
        const refused = refusalOf(read.outcome)
        setFreshness(refused ? { refused } : 'shown')
        if (refused) setBefore(undefined)
        return refused === undefined
      }
      return true
    },
    [action.run, orderId, token, position, current, onRead],
  )
  return { action, freshness, before, save }
}
