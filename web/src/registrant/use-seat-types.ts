import { useEffect } from 'preact/hooks'
import { readSeatTypes } from '../api/conferences'
import type { SeatType } from '../api/types'
import { type Loaded, useLoad } from '../parts/use-load'

const AGAIN_MS = 15_000

/** A conference's seat types, with what is left of them as long as somebody looks. */
export function useSeatTypes(slug: string): Loaded<readonly SeatType[]> {
  const loaded = useLoad((signal) => readSeatTypes(slug, signal), slug)
  const { reload } = loaded
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) reload()
    }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [reload])
  return loaded
}
