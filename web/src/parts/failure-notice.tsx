import type { Failure } from '../api/failure'
import { useTexts } from '../i18n/texts'
import { Notice } from './notice'
import { textOfReason } from './reasons'

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

/** Why a command was refused after it had been accepted. */
export function RefusalNotice({ reason }: { reason: string }) {
  const { t } = useTexts()
  const known = textOfReason(reason)
  return <Notice tone="error" urgent title={known ? t(known) : t('checkout.refused', { reason })} />
}

/** One sentence for a failure that its page has no better words for. */
export function useFailureText(): (failure: Failure) => string {
  const { t } = useTexts()
  const throttled = (seconds: number) => {
    const minutes = Math.ceil(seconds / 60)
    return minutes < 120
      ? t('failure.throttled', { count: minutes })
      : t('failure.throttledHours', { hours: Math.ceil(minutes / 60) })
  }
  return (failure) => {
    if (failure.kind === 'unreachable') return t(navigator.onLine ? 'failure.unreachable' : 'failure.offline')
    if (failure.kind === 'late') return t('failure.late')
    if (failure.is(429)) return throttled(failure.retryAfter ?? 60)
    const reason = failure.is(409) ? textOfReason(failure.slug) : undefined
    if (reason) return t(reason)
    if (failure.isPassing) return t('failure.server')
    if (failure.is(401)) return t('failure.unauthorized')
    if (failure.is(404)) return t('failure.notFound')
    if (failure.is(409)) return t('failure.conflict')
    return t('failure.invalid')
  }
}
