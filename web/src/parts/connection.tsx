import { useEffect, useState } from 'preact/hooks'
import { useTexts } from '../i18n/texts'

/** A strip that says when the browser is offline. */
export function Connection() {
  const { t } = useTexts()
  const [isOnline, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const look = () => setOnline(navigator.onLine)
    window.addEventListener('online', look)
    window.addEventListener('offline', look)
    return () => {
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
    }
  }, [])
  return <div role="status">{!isOnline && <p class="offline">{t('connection.offline')}</p>}</div>
}
