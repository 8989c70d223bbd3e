import { expect, it } from 'vitest'
import { calendarFile } from './calendar'

const NOW = new Date('2026-11-24T08:05:09.123Z')
const entry = {
  uid: '7f8d@contoso',
  title: 'Contoso Conf',
  location: 'Lisbon',
  notes: 'Code: ABC234',
  firstDay: '2030-12-30',
  lastDay: '2030-12-31',
}

it('is an event of whole days, its end the day after', () => {
  expect(calendarFile(entry, NOW)).toBe(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Contoso//Conference Management//EN',
      'BEGIN:VEVENT',
      'UID:7f8d@contoso',
      'DTSTAMP:20261124T080509Z',
      'DTSTART;VALUE=DATE:20301230',
      'DTEND;VALUE=DATE:20310101',
      'SUMMARY:Contoso Conf',
      'LOCATION:Lisbon',
      'DESCRIPTION:Code: ABC234',
      'TRANSP:OPAQUE',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  )
})

it('escapes what means something in the format', () => {
  const file = calendarFile({ ...entry, title: 'A, B; C\\D', notes: 'one\ntwo' }, NOW)
  expect(file).toContain('SUMMARY:A\\, B\\; C\\\\D\r\n')
  expect(file).toContain('DESCRIPTION:one\\ntwo\r\n')
})

it('folds long lines after 75 octets at most, and never within a character', () => {
  const file = calendarFile({ ...entry, title: 'ü'.repeat(80) }, NOW)
  const octets = (line: string) => new TextEncoder().encode(line).length
  expect(Math.max(...file.split('\r\n').map(octets))).toBeLessThanOrEqual(75)
  expect(file.replaceAll('\r\n ', '')).toContain(`SUMMARY:${'ü'.repeat(80)}\r\n`)
})
