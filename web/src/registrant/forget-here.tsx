import { useLocation } from 'preact-iso'
import { useTexts } from '../i18n/texts'
import { forget } from '../orders/kept'

/** For a shared computer: whoever uses the browser next finds nothing of the order. */
export function ForgetHere({ orderId }: { orderId: string }) {
  const { t } = useTexts()
  const { route } = useLocation()
  return (
    <p class="small soft">
      {t('forget.shared')}{' '}
      <button
        type="button"
        class="plain"
        onClick={() => {
          forget(orderId)
          route('/')
        }}
      >
        {t('forget.button')}
      </button>
    </p>
  )
}
