import type { Conference } from '../api/types'

/** Whether the last day of a conference has ended where it takes place. `now`: in ms. */
export function isOver(
  { endDate, timeZone }: Pick<Conference, 'endDate' | 'timeZone'>,
  now: number,
): boolean {
  return dayIn(timeZone, now) > endDate
}

/** The calendar day of a moment, as `YYYY-MM-DD`. A zone that the browser does not know counts as UTC: the server
 * decides, and knows it. */
function dayIn(timeZone: string, now: number): string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const parts = (zone: string) =>
    new Intl.DateTimeFormat('en', { ...options, timeZone: zone }).formatToParts(now)
  let found: Intl.DateTimeFormatPart[]
  try {
    found = parts(timeZone)
  } catch {
    found = parts('UTC')
  }
  const of = (type: string) => found.find((part) => part.type === type)?.value
  return `${of('year')}-${of('month')}-${of('day')}`
}
