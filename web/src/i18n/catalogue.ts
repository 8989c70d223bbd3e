import de from './de.json'
import en from './en.json'

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

type Name<C> = Extract<keyof C, string>
type Counted<C> = Name<C> extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never

/** A text's key: `checkout.title`, or `seats.left` where the catalogue has `seats.left_one` and `seats.left_other`. */
export type KeyOf<C> = Exclude<Name<C>, `${string}_one` | `${string}_other`> | Counted<C>
export type Values = Readonly<Record<string, string | number>>

export type Catalogue = Record<keyof typeof en, string>
export type TextKey = KeyOf<Catalogue>

/** All are in the page: a change of language works offline too. */
export const CATALOGUES: Record<Language, Catalogue> = { en, de }

/** The first of `wished` (BCP 47 tags) that there is a catalogue for; English otherwise. */
export function bestLanguage(wished: readonly string[]): Language {
  const known = wished.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag && tag in LANGUAGES)
  return (known as Language | undefined) ?? 'en'
}

/** The text with `{name}`s replaced by `values`. `count` chooses between the forms of the language. */
export function textOf<C extends Record<string, string>>(
  catalogues: Record<Language, C>,
  language: Language,
  key: KeyOf<C>,
  values: Values = {},
): string {
  const catalogue = catalogues[language]
  const plural = () =>
    new Intl.PluralRules(language).select(Number(values.count)) === 'one' ? 'one' : 'other'
  const form = key in catalogue ? key : `${key}_${plural()}`
  return (catalogue[form] ?? form).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}
