import { useEffect, useRef } from 'preact/hooks'
import { useTexts } from '../i18n/texts'
import { announce } from './announcer'
import { useSecondsLeft } from './use-seconds-left'

/** When a screen reader is told how much is left, in seconds before the end. */
const TOLD_AT = [300, 120, 60, 30, 10]
const URGENT_SECONDS = 120

/** The time left, as a clock that is seen; it warns before the end, in words and aloud. */
export function Countdown({ until, onEnd }: { until: string; onEnd(): void }) {
  const { t, time } = useTexts()
  const left = useSecondsLeft(until)
  const before = useRef(left)
  useEffect(() => {
    const passed = TOLD_AT.find((mark) => before.current > mark && left <= mark)
    const ends = before.current > 0 && left === 0
    before.current = left
    if (passed !== undefined) announce(spoken(passed, t))
    if (ends) {
      announce(t('countdown.over'))
      onEnd()
    }
  }, [left, t, onEnd])
  const isUrgent = left <= URGENT_SECONDS
  return (
    <div class={isUrgent ? 'countdown urgent' : 'countdown'}>
      <span>{t(isUrgent ? 'countdown.soon' : 'countdown.held')}</span>
      <span class="clock figures" role="timer" aria-label={t('countdown.label')}>
        {clock(left)}
      </span>
      <span class="small soft">{t('countdown.until', { time: time(until) })}</span>
    </div>
  )
}

/** `14:59`; with hours where there are any. */
export function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

function spoken(seconds: number, t: ReturnType<typeof useTexts>['t']): string {
  return seconds >= 60
    ? t('countdown.minutes', { count: seconds / 60 })
    : t('countdown.seconds', { count: seconds })
}
