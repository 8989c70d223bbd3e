import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const SOURCES = join(import.meta.dirname, '..')

const texts = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|schema\.d\.ts$/.test(path))
  .map((path) => [path, readFileSync(join(SOURCES, path), 'utf8')] as const)

function filesWith(pattern: RegExp): string[] {
  return texts.filter(([, text]) => pattern.test(text)).map(([path]) => path)
}

it('is formatted in one place', () => {
  expect(filesWith(/style: 'currency'|toFixed\(|toLocaleString\(/)).toEqual(['i18n/formats.ts'])
})

it('is never shown as the API gives it', () => {
  expect(filesWith(/[>{(]\s*\{?[\w.?]*\.(price|total|unitPrice|lineTotal|amount)\}/)).toEqual([])
})
