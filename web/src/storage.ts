/** Small texts kept in the browser. A browser that refuses to keep anything keeps them until the page is left. */
export interface Store {
  get(key: string): string | null
  set(key: string, text: string): void
  remove(key: string): void
  keys(): string[]
}

/** Until the tab is closed; other tabs do not see it. */
export const tab = storeOn(() => window.sessionStorage)

/** Until it is removed, for all tabs, and for whoever uses this browser next. */
export const device = storeOn(() => window.localStorage)

/** What was kept as JSON; undefined for nothing, and for what is none: somebody else's, or half written. */
export function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function storeOn(area: () => Storage): Store {
  const memory = new Map<string, string>()
  const onArea = <T>(use: (storage: Storage) => T, otherwise: () => T): T => {
    try {
      return use(area())
    } catch {
      // Blocked by the user's settings, or full.
      return otherwise()
    }
  }
  return {
    get: (key) =>
      onArea(
        (storage) => storage.getItem(key) ?? memory.get(key) ?? null,
        () => memory.get(key) ?? null,
      ),
    set: (key, text) =>
      onArea(
        (storage) => storage.setItem(key, text),
        () => void memory.set(key, text),
      ),
    remove: (key) => {
      memory.delete(key)
      onArea(
        (storage) => storage.removeItem(key),
        () => undefined,
      )
    },
    keys: () => [
      ...new Set([
        ...memory.keys(),
        ...onArea(
          (storage) => Object.keys(storage),
          () => [],
        ),
      ]),
    ],
  }
}
