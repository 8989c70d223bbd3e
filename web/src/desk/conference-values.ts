import type { ConferenceChanges, ManagedConference } from '../api/types'
import type { Faults } from '../parts/use-form'
import type { DeskTexts } from './texts/texts'

/** What a business customer types of a conference, as texts. */
export type ConferenceValues = {
  name: string
  tagline: string
  description: string
  location: string
  startDate: string
  endDate: string
  timeZone: string
  ownerName: string
  twitterSearch: string
  invoicePeriodDays: string
  currency: string
}

export const LONGEST_INVOICE_PERIOD = 90

export const EMPTY: ConferenceValues = {
  name: '',
  tagline: '',
  description: '',
  location: '',
  startDate: '',
  endDate: '',
  timeZone: ownTimeZone(),
  ownerName: '',
  twitterSearch: '',
  invoicePeriodDays: '0',
  currency: 'EUR',
}

const REQUIRED = ['name', 'location', 'startDate', 'endDate', 'ownerName'] as const

export function valuesOf(conference: ManagedConference): ConferenceValues {
  return {
    name: conference.name,
    tagline: conference.tagline ?? '',
    description: conference.description,
    location: conference.location,
    startDate: conference.startDate,
    endDate: conference.endDate,
    timeZone: conference.timeZone,
    ownerName: conference.ownerName,
    twitterSearch: conference.twitterSearch ?? '',
    invoicePeriodDays: String(conference.invoicePeriodDays),
    currency: conference.currency,
  }
}

export function changesOf(values: ConferenceValues): ConferenceChanges & { timeZone: string } {
  return {
    name: values.name,
    tagline: values.tagline || null,
    description: values.description,
    location: values.location,
    startDate: values.startDate,
    endDate: values.endDate,
    timeZone: values.timeZone,
    ownerName: values.ownerName,
    twitterSearch: values.twitterSearch || null,
    invoicePeriodDays: Number(values.invoicePeriodDays),
  }
}

export function faultsOf(values: ConferenceValues, desk: DeskTexts['desk']): Faults<ConferenceValues> {
  const faults: Faults<ConferenceValues> = {}
  for (const name of REQUIRED) if (!values[name].trim()) faults[name] = desk('fields.missing')
  if (values.startDate && values.endDate && values.endDate < values.startDate)
    faults.endDate = desk('fields.endsBeforeStart')
  if (!isWholeNumber(values.invoicePeriodDays, LONGEST_INVOICE_PERIOD))
    faults.invoicePeriodDays = desk('fields.invoicePeriodRange', { most: LONGEST_INVOICE_PERIOD })
  return faults
}

/** The time zone of the browser, in which a new conference most likely takes place. */
function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}

/** The time zones to choose from, `chosen` among them even if this browser does not know it. */
export function timeZonesWith(chosen: string): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), chosen])].sort()
}

/** From 0 to `most`. */
export function isWholeNumber(text: string, most: number): boolean {
  return /^\d{1,6}$/.test(text.trim()) && Number(text) <= most
}

/** An address made from a name: `Köln Con 2027` → `koeln-con-2027`. */
export function slugFrom(name: string): string {
  return name
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
}
