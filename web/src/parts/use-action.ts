import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { Failure } from '../api/failure'

const SLOW_MS = 4_000

export interface Action {
  readonly isRunning: boolean
  readonly isSlow: boolean
  readonly failure: Failure | undefined
  /** Does it, unless it is being done already. Failures are kept to be shown; `undefined` then. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>
  clear(): void
}

/** Something the visitor starts by a button: one at a time, and its failure is shown instead of thrown. */
export function useAction(): Action {
  const [isRunning, setRunning] = useState(false)
  const [isSlow, setSlow] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const busy = useRef(false)

  useEffect(() => {
    if (!isRunning) return setSlow(false)
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [isRunning])

  const run = useCallback(async <T>(work: () => Promise<T>) => {
    if (busy.current) return undefined
    busy.current = true
    setRunning(true)
    setFailure(undefined)
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      setFailure(error)
      return undefined
    } finally {
      busy.current = false
      setRunning(false)
    }
  }, [])

  return { isRunning, isSlow, failure, run, clear: useCallback(() => setFailure(undefined), []) }
}
