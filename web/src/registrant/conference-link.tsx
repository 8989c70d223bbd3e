import { readConference } from '../api/conferences'
import type { Conference } from '../api/types'
import { useTexts } from '../i18n/texts'
import { type Loaded, useLoad } from '../parts/use-load'

export function useConference(slug: string): Loaded<Conference> {
  return useLoad((signal) => readConference(slug, signal), slug)
}

/** Where an order belongs, by name once it is known. */
export function ConferenceLink({ slug }: { slug: string }) {
  const { t } = useTexts()
  const conference = useConference(slug)
  return <a href={`/${slug}`}>{conference.value?.name ?? t('register.conference')}</a>
}
