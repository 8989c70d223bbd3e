import type { TargetedEvent } from 'preact'
import { useState } from 'preact/hooks'
import { Failure } from '../api/failure'
import { useTexts } from '../i18n/texts'
import { tab } from '../storage'

export type Faults<Values> = { [Name in keyof Values]?: string | undefined }

export interface Form<Values> {
  readonly values: Values
  /** What is wrong, by field: found before sending, or by the server. */
  readonly faults: Faults<Values>
  /** Why sending failed, where no field is to blame. */
  readonly failure: Failure | undefined
  readonly isSending: boolean
  set<Name extends keyof Values>(name: Name, value: Values[Name]): void
  /** For `<form noValidate onSubmit>`; without an event: sends again. */
  submit(event?: Event): void
}

interface Options<Values> {
  initial: Values
  /** What is wrong with the values, in the visitor's words. */
  check(values: Values): Faults<Values>
  /** Raises Failure. What it says of fields is shown at them. */
  send(values: Values): Promise<void>
  /** Keeps what was typed over a reload, under this name, until it was sent. */
  draft?: string
}

/** A form of named texts. What was typed stays whatever happens to it on the way; the first fault gets the focus. */
export function useForm<Values extends Record<string, string>>(options: Options<Values>): Form<Values> {
  const { t } = useTexts()
  const draft = options.draft && `draft:${options.draft}`
  const [values, setValues] = useState<Values>(() => ({ ...options.initial, ...typedBefore(draft) }))
  const [faults, setFaults] = useState<Faults<Values>>({})
  const [failure, setFailure] = useState<Failure>()
  const [isSending, setSending] = useState(false)

  function blame(found: Faults<Values>): void {
    setFaults(found)
    focusFirst(found)
  }

  async function send(): Promise<void> {
    setSending(true)
    setFailure(undefined)
    try {
      await options.send(values)
      if (draft) tab.remove(draft)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const refused = refusedFields(error, values, (detail) => t('field.refused', { detail }))
      if (Object.keys(refused).length > 0) blame(refused)
      else setFailure(error)
    } finally {
      setSending(false)
    }
  }

  return {
    values,
    faults,
    failure,
    isSending,
    set(name, value) {
      setValues((last) => {
        const changed = { ...last, [name]: value }
        if (draft) tab.set(draft, JSON.stringify(changed))
        return changed
      })
      setFaults((last) => ({ ...last, [name]: undefined }))
    },
    submit(event) {
      event?.preventDefault()
      if (isSending) return
      const found = options.check(values)
      if (Object.values(found).some(Boolean)) {
        blame(found)
        return
      }
      setFaults({})
      void send()
    },
  }
}

/** What an input's handler gives to `set`. */
export function typed(
  event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>,
): string {
  return event.currentTarget.value
}

function typedBefore(draft: string | undefined): object {
  const kept = draft && tab.get(draft)
  return kept ? JSON.parse(kept) : {}
}

/** The server names fields by JSON pointers: `/registrant/email` is the field `email`. */
function refusedFields<Values extends object>(
  failure: Failure,
  values: Values,
  say: (detail: string) => string,
): Faults<Values> {
  const faults: Faults<Values> = {}
  for (const { pointer, detail } of failure.document.errors ?? []) {
    const name = pointer.split('/').pop() as keyof Values
    if (name in values) faults[name] = say(detail)
  }
  return faults
}

function focusFirst(faults: object): void {
  const names = new Set(Object.entries(faults).flatMap(([name, fault]) => (fault ? [name] : [])))
  const controls = document.querySelectorAll<HTMLElement>('form [name]')
  for (const control of controls) {
    if (names.has(control.getAttribute('name') ?? '')) {
      control.focus()
      return
    }
  }
}
