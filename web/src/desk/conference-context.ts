import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { ConferenceKey, ReadConference } from '../api/management'

/** The conference that the page is about. */
export interface OpenedConference extends ReadConference {
  readonly key: ConferenceKey
  /** Reads it again, after it was changed. */
  reload(): void
  /** Shows what an edit was answered with. */
  show(read: ReadConference): void
}

export const ConferenceContext = createContext<OpenedConference | undefined>(undefined)

export function useConference(): OpenedConference {
  const opened = useContext(ConferenceContext)
  if (!opened) throw new Error('a conference is used outside of ConferenceDesk')
  return opened
}
