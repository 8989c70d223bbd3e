import type { Failure } from '../api/failure'
import type { Person } from '../api/types'
import type { TextKey } from '../i18n/catalogue'

export type PersonFaults = Partial<Record<keyof Person, TextKey>>

export const MOST_OF_A_NAME = 100
const LIKE_AN_ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/

/** What is wrong with a person's details, as far as a page can tell. The API looks closer. */
export function faultsOf(person: Person): PersonFaults {
  const faults: PersonFaults = {}
  if (!person.firstName.trim()) faults.firstName = 'person.firstNameMissing'
  if (!person.lastName.trim()) faults.lastName = 'person.lastNameMissing'
  if (!person.email.trim()) faults.email = 'person.emailMissing'
  else if (!LIKE_AN_ADDRESS.test(person.email.trim())) faults.email = 'person.emailOdd'
  return faults
}

/** What the API finds wrong with it: the members that its problem points at, below `prefix`. */
export function faultsOfFailure(failure: Failure | undefined, prefix = ''): PersonFaults {
  const faults: PersonFaults = {}
  for (const { pointer } of failure?.document.errors ?? []) {
    if (pointer === `${prefix}/firstName`) faults.firstName = 'person.nameOdd'
    if (pointer === `${prefix}/lastName`) faults.lastName = 'person.nameOdd'
    if (pointer === `${prefix}/email`) faults.email = 'person.emailOdd'
  }
  return faults
}

export function hasFaults(faults: PersonFaults): boolean {
  return Object.keys(faults).length > 0
}

export function isPerson(value: unknown): value is Person {
  const person = value as Person | undefined
  return [person?.firstName, person?.lastName, person?.email].every((member) => typeof member === 'string')
}

export const NOBODY: Person = { firstName: '', lastName: '', email: '' }
