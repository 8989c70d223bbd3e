import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useMemo, useState } from 'preact/hooks'
import { device } from '../storage'
import {
  bestLanguage,
  CATALOGUES,
  LANGUAGES,
  type Language,
  type TextKey,
  textOf,
  type Values,
} from './catalogue'
import { type Formats, formatsOf, localeFor } from './formats'

const CHOSEN = 'language'

export interface Texts extends Formats {
  readonly language: Language
  /** The text of `key`; `values` fill its placeholders, `count` chooses singular or plural. */
  t(key: TextKey, values?: Values): string
  choose(language: Language): void
}

const Context = createContext<Texts | undefined>(undefined)

export function useTexts(): Texts {
  const texts = useContext(Context)
  if (!texts) throw new Error('texts are used outside of TextsProvider')
  return texts
}

/** What the visitor chose, else what the browser wishes. */
function initialLanguage(): Language {
  const chosen = device.get(CHOSEN)
  return chosen && chosen in LANGUAGES ? (chosen as Language) : bestLanguage(navigator.languages)
}

export function TextsProvider({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState(initialLanguage)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const texts = useMemo<Texts>(
    () => ({
      ...formatsOf(localeFor(language, navigator.languages)),
      language,
      t: (key, values) => textOf(CATALOGUES, language, key, values),
      choose: (wanted) => {
        device.set(CHOSEN, wanted)
        setLanguage(wanted)
      },
    }),
    [language],
  )
  return <Context.Provider value={texts}>{children}</Context.Provider>
}
