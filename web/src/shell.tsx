import type { ComponentChildren } from 'preact'
import { LANGUAGES, type Language } from './i18n/catalogue'
import { useTexts } from './i18n/texts'
import { Announcer } from './parts/announcer'
import { Connection } from './parts/connection'

/** What surrounds every page. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { t, language, choose } = useTexts()
  return (
    <>
      <button type="button" class="skip" onClick={skipToContent}>
        {t('site.skip')}
      </button>
      <header class="site-header">
        <a class="brand" href="/">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          <span>{t('site.name')}</span>
        </a>
        <nav aria-label={t('site.navigation')}>
          <a href="/orders/find">{t('site.findOrder')}</a>
        </nav>
      </header>
      <Connection />
      {children}
      <footer class="site-footer">
        <fieldset class="languages">
          <legend class="unseen">{t('site.language')}</legend>
          {(Object.keys(LANGUAGES) as Language[]).map((offered) => (
            <button
              key={offered}
              type="button"
              class="plain"
              lang={offered}
              aria-pressed={offered === language}
              onClick={() => choose(offered)}
            >
              {LANGUAGES[offered]}
            </button>
          ))}
        </fieldset>
        <nav aria-label={t('site.more')}>
          <a href="/manage">{t('site.manage')}</a>
        </nav>
      </footer>
      <Announcer />
    </>
  )
}

/** By script, not by a fragment: that would be another address, and a step of its own on the way back. */
function skipToContent(): void {
  document.querySelector<HTMLElement>('#content h1')?.focus()
}
