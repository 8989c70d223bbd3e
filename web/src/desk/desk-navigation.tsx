import { useLocation } from 'preact-iso'
import type { ManagedConference } from '../api/types'
import { type DeskTextKey, useDeskTexts } from './texts/texts'

const SECTIONS: readonly [path: string, text: DeskTextKey][] = [
  ['', 'navigation.overview'],
  ['/orders', 'navigation.orders'],
  ['/attendees', 'navigation.attendees'],
  ['/money', 'navigation.money'],
  ['/seat-types', 'navigation.seatTypes'],
  ['/details', 'navigation.details'],
  ['/publication', 'navigation.publication'],
  ['/history', 'navigation.history'],
]

/** Which conference this is, what state it is in, and the way to its parts. */
export function DeskNavigation({ conference }: { conference: ManagedConference }) {
  const { desk } = useDeskTexts()
  const here = useLocation().path.replace(/\/$/, '')
  const home = `/manage/${conference.conferenceId}`
  return (
    <nav class="desk-bar" aria-label={desk('navigation.label')}>
      <p class="desk-name">
        <a href="/manage">{desk('navigation.all')}</a>
        <span aria-hidden="true">›</span>
        <strong>{conference.name}</strong>
        <PublicationBadge isPublished={conference.isPublished} />
      </p>
      <ul>
        {SECTIONS.map(([path, text]) => (
          <li key={path}>
            <a href={home + path} aria-current={currentFor(here, home + path, path === '')}>
              {desk(text)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

export function PublicationBadge({ isPublished }: { isPublished: boolean }) {
  const { desk } = useDeskTexts()
  return (
    <span class={`badge ${isPublished ? 'good' : ''}`}>
      {desk(isPublished ? 'publication.isPublic' : 'publication.isHidden')}
    </span>
  )
}

/** `page` where it is this very page, `true` where the page belongs to that section. */
function currentFor(here: string, section: string, isHome: boolean): 'page' | 'true' | undefined {
  if (here === section) return 'page'
  return !isHome && here.startsWith(`${section}/`) ? 'true' : undefined
}
