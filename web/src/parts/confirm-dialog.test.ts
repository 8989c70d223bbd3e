import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'

const SOURCES = join(import.meta.dirname, '..')

const texts = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.tsx') || (path.endsWith('.ts') && !path.endsWith('.test.ts')))
  .map((path) => [relative('.', path), readFileSync(join(SOURCES, path), 'utf8')] as const)

function filesWith(pattern: RegExp): string[] {
  return texts
    .filter(([, text]) => pattern.test(text))
    .map(([path]) => path)
    .sort()
}

it('is the only dialog there is: what asks in another way may have its focus on the deed', () => {
  expect(filesWith(/<dialog\b|role="(alert)?dialog"|\b(confirm|prompt|alert)\(/)).toEqual([
    'parts/confirm-dialog.tsx',
  ])
})

it('is used by these, each of which has a browser test that presses Enter (tests/browser/asking.py)', () => {
  expect(filesWith(/<ConfirmDialog\b/)).toEqual([
    'desk/delete-seat-type.tsx',
    'desk/publication-page.tsx',
    'desk/settlement.tsx',
    'registrant/give-up.tsx',
  ])
})
