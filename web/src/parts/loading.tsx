import type { ComponentChildren } from 'preact'
import { useTexts } from '../i18n/texts'
import { FailureNotice } from './failure-notice'
import type { Loaded } from './use-load'

interface LoadingProps<T> {
  of: Loaded<T>
  /** Shows what was loaded. */
  children: (value: T) => ComponentChildren
}

/** What was loaded; else why not, and a way to try again; else that it is on its way. */
export function Loading<T>({ of: loaded, children }: LoadingProps<T>) {
  return (
    <>
      {loaded.failure && <FailureNotice failure={loaded.failure} onRetry={loaded.reload} />}
      {loaded.value !== undefined
        ? children(loaded.value)
        : loaded.isLoading && <Waiting isSlow={loaded.isSlow} />}
    </>
  )
}

export function Waiting({ isSlow = false, text }: { isSlow?: boolean; text?: string }) {
  const { t } = useTexts()
  return (
    <p class="waiting" role="status">
      <span class="spinner" aria-hidden="true" />
      {isSlow ? t('loading.slow') : (text ?? t('loading.now'))}
    </p>
  )
}
