import { type KeyOf, type Language, textOf, type Values } from '../../i18n/catalogue'
import { type Texts, useTexts } from '../../i18n/texts'
import de from './de.json'
import en from './en.json'

type DeskCatalogue = Record<keyof typeof en, string>

export const DESK_CATALOGUES: Record<Language, DeskCatalogue> = { en, de }

export type DeskTextKey = KeyOf<DeskCatalogue>

/** `desk`: a text of the business customer's pages. They have a catalogue of their own: registrants need none of it. */
export interface DeskTexts extends Texts {
  desk(key: DeskTextKey, values?: Values): string
}

export function useDeskTexts(): DeskTexts {
  const texts = useTexts()
  return { ...texts, desk: (key, values) => textOf(DESK_CATALOGUES, texts.language, key, values) }
}
