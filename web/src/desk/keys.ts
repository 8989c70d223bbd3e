/** The conferences that this browser may open: their tokens, kept until the tab is closed, or on the device if wished. */
import type { ConferenceKey } from '../api/management'
import { device, parsed, type Store, tab } from '../storage'

const PREFIX = 'conference:'

/** `name`: as it was when the conference was opened last. */
export interface KnownConference extends ConferenceKey {
  readonly name: string
}

type Kept = Pick<KnownConference, 'token' | 'name'>

/** By name. */
export function knownConferences(): KnownConference[] {
  const ids = new Set([tab, device].flatMap(idsIn))
  const known = [...ids].flatMap((id) => keyOf(id) ?? [])
  return known.sort((one, other) => one.name.localeCompare(other.name))
}

export function keyOf(id: string): KnownConference | undefined {
  const kept = parsed(tab.get(PREFIX + id) ?? device.get(PREFIX + id)) as Kept | undefined
  return kept && { id, ...kept }
}

/** `stays`: also when the tab is closed. */
export function keep({ id, token, name }: KnownConference, stays: boolean): void {
  forget(id)
  const store = stays ? device : tab
  const kept: Kept = { token, name }
  store.set(PREFIX + id, JSON.stringify(kept))
}

/** The conference goes by another name now. */
export function rename(id: string, name: string): void {
  const known = keyOf(id)
  if (known && known.name !== name) keep({ ...known, name }, device.get(PREFIX + id) !== null)
}

export function forget(id: string): void {
  tab.remove(PREFIX + id)
  device.remove(PREFIX + id)
}

/** Its token opens the conference no longer. A newer one, which another tab has kept since, stays. */
export function forgetToken({ id, token }: ConferenceKey): void {
  for (const store of [tab, device]) {
    const kept = parsed(store.get(PREFIX + id)) as Kept | undefined
    if (kept?.token === token) store.remove(PREFIX + id)
  }
}

function idsIn(store: Store): string[] {
  return store.keys().flatMap((name) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []))
}
