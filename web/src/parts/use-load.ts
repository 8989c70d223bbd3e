import { useCallback, useEffect, useState } from 'preact/hooks'
import { Failure } from '../api/failure'

const SLOW_MS = 4_000

export interface Loaded<T> {
  /** What was loaded last, even if loading it again failed. */
  readonly value: T | undefined
  readonly failure: Failure | undefined
  readonly isLoading: boolean
  /** It takes longer than anyone expects: time to say so. */
  readonly isSlow: boolean
  reload(): void
}

interface State<T> {
  key: string
  value: T | undefined
  failure: Failure | undefined
  isLoading: boolean
}

/** Loads by `load` whenever `key` changes, on `reload`, and when the browser is online again after a failure. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, key: string): Loaded<T> {
  const [turn, setTurn] = useState(0)
  const [state, setState] = useState<State<T>>({ key, value: undefined, failure: undefined, isLoading: true })
  const [isSlow, setSlow] = useState(false)
  const reload = useCallback(() => setTurn((last) => last + 1), [])

  // `load` is a new function at each render; what it loads is named by `key`.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const leaving = new AbortController()
    const slow = setTimeout(() => setSlow(true), SLOW_MS)
    setState((last) => ({
      key,
      value: last.key === key ? last.value : undefined,
      failure: undefined,
      isLoading: true,
    }))
    load(leaving.signal)
      .then((value) => setState({ key, value, failure: undefined, isLoading: false }))
      .catch((error: unknown) => {
        if (leaving.signal.aborted) return
        if (!(error instanceof Failure)) throw error
        setState((last) => ({ ...last, failure: error, isLoading: false }))
      })
      .finally(() => {
        clearTimeout(slow)
        setSlow(false)
      })
    return () => leaving.abort()
  }, [key, turn])

  useEffect(() => {
    if (!state.failure?.isPassing) return
    window.addEventListener('online', reload)
    return () => window.removeEventListener('online', reload)
  }, [state.failure, reload])

  const isCurrent = state.key === key
  return {
    value: isCurrent ? state.value : undefined,
    failure: isCurrent ? state.failure : undefined,
    isLoading: !isCurrent || state.isLoading,
    isSlow,
    reload,
  }
}
