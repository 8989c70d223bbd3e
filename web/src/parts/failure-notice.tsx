import type { Failure } from '../api/failure'
import { useTexts } from '../i18n/texts'
import { Notice } from './notice'

/** What went wrong, in the visitor's words, and a way on. */
export function FailureNotice({
  failure,
  onRetry,
}: {
  failure: Failure
  onRetry?: (() => void) | undefined
}) {
  const { t } = useTexts()
  return (
    <Notice tone="error" urgent title={useFailureText()(failure)}>
      {failure.document.traceId && (
        <p class="small">{t('failure.reference', { id: failure.document.traceId })}</p>
      )}
      {onRetry && (
        <p>
          <button type="button" class="button quiet" onClick={onRetry}>
            {t('failure.retry')}
          </button>
        </p>
      )}
    </Notice>
  )
}

/** One sentence for a failure that its page has no better words for. */
export function useFailureText(): (failure: Failure) => string {
  const { t } = useTexts()
  return (failure) => {
    if (failure.kind === 'unreachable') return t(navigator.onLine ? 'failure.unreachable' : 'failure.offline')
    if (failure.kind === 'late') return t('failure.late')
    if (failure.is(429)) return t('failure.throttled', { count: Math.ceil((failure.retryAfter ?? 60) / 60) })
    if (failure.isPassing) return t('failure.server')
    if (failure.is(401)) return t('failure.unauthorized')
    if (failure.is(404)) return t('failure.notFound')
    if (failure.is(409)) return t('failure.conflict')
    return t('failure.invalid')
  }
}
