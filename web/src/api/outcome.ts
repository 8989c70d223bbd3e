/** What became of a command: `pending` while it is not decided, or decided but not showing yet. */
export type Outcome = 'applied' | 'unchanged' | 'pending' | { readonly refused: string }

/** From the answer's `Command-Outcome`; undefined where no command was asked for. */
export function outcomeOf(response: Response): Outcome | undefined {
  const text = response.headers.get('Command-Outcome')
  if (text === null) return undefined
  if (text === 'applied' || text === 'unchanged' || text === 'pending') return text
  return { refused: /reason=([\w-]+)/.exec(text)?.[1] ?? 'unknown' }
}

/** Why it was refused, if it was. */
export function refusalOf(outcome: Outcome | undefined): string | undefined {
  return typeof outcome === 'object' ? outcome.refused : undefined
}
