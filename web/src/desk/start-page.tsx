import { useState } from 'preact/hooks'
import { announce } from '../parts/announcer'
import { Page } from '../parts/page'
import { forget, knownConferences } from './keys'
import { useDeskTexts } from './texts/texts'

/** The conferences that this browser may open, and the ways to another one. */
export function StartPage() {
  const { desk } = useDeskTexts()
  const [known, setKnown] = useState(knownConferences)
  return (
    <Page title={desk('start.title')} lead={desk('start.lead')}>
      {known.length > 0 && (
        <ul class="rows">
          {known.map(({ id, name }) => (
            <li key={id}>
              <a href={`/manage/${id}`}>{name}</a>
              <button
                type="button"
                class="plain"
                aria-label={desk('start.closeOne', { name })}
                onClick={() => {
                  forget(id)
                  setKnown(knownConferences())
                  announce(desk('start.closed', { name }))
                }}
              >
                {desk('start.close')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p class="actions">
        <a class="button" href="/manage/new">
          {desk('start.new')}
        </a>
        <a class="button quiet" href="/manage/open">
          {desk('start.open')}
        </a>
      </p>
    </Page>
  )
}
