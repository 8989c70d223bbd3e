import { useEffect, useState } from 'preact/hooks'
import { serverNow } from '../api/server-clock'

/** Whole seconds until a moment of the server's clock, counted down; never below 0. */
export function useSecondsLeft(until: string): number {
  const [seconds, setSeconds] = useState(() => rounded(Date.parse(until) - serverNow()))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      const left = Date.parse(until) - serverNow()
      setSeconds(rounded(left))
      // To where the rounded number changes; what answers teach of the server's time meanwhile is seen then.
      if (left > 0) timer = setTimeout(tick, (left + 500) % 1000 || 1000)
    }
    tick()
    return () => clearTimeout(timer)
  }, [until])
  return seconds
}

/** The server's time is known to half a second, so that is where a second begins. */
function rounded(ms: number): number {
  return Math.max(Math.round(ms / 1000), 0)
}
