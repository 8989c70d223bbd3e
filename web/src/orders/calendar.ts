/** A conference as an entry for a calendar. */
export interface Entry {
  readonly uid: string
  readonly title: string
  readonly location: string
  readonly notes: string
  /** Calendar days, `YYYY-MM-DD`, both included. */
  readonly firstDay: string
  readonly lastDay: string
}

const MOST_OCTETS = 75

/** An iCalendar file (RFC 5545) with one entry of whole days. */
export function calendarFile(entry: Entry, now: Date): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Contoso//Conference Management//EN',
    'BEGIN:VEVENT',
    `UID:${entry.uid}`,
    `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, '')}`,
    `DTSTART;VALUE=DATE:${basic(entry.firstDay)}`,
    // The end is the first day that does not belong to it.
    `DTEND;VALUE=DATE:${basic(nextDay(entry.lastDay))}`,
    `SUMMARY:${escaped(entry.title)}`,
    `LOCATION:${escaped(entry.location)}`,
    `DESCRIPTION:${escaped(entry.notes)}`,
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines
    .flatMap(folded)
    .map((line) => `${line}\r\n`)
    .join('')
}

function basic(day: string): string {
  return day.replaceAll('-', '')
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n')
}

/** Lines longer than 75 octets go on in the next one, behind a blank. Characters stay whole. */
function folded(line: string): string[] {
  const lines: string[] = []
  let current = ''
  for (const character of line) {
    if (octets(current + character) > MOST_OCTETS) {
      lines.push(current)
      current = ' '
    }
    current += character
  }
  return [...lines, current]
}

function octets(text: string): number {
  return new TextEncoder().encode(text).length
}
