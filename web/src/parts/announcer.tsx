import { useEffect, useState } from 'preact/hooks'

const listeners = new Set<(text: string) => void>()

/** Has a screen reader say `text` when it has said what it is saying. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text)
}

/** The one place that announcements are written to. It is there from the start: a region that comes with its text is not read. */
export function Announcer() {
  const [said, setSaid] = useState({ text: '', turn: 0 })
  useEffect(() => {
    const listener = (text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 }))
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [])
  return (
    <div role="status" class="unseen">
      {/* A new element each time, so that the same words are read again. */}
      <span key={said.turn}>{said.text}</span>
    </div>
  )
}
