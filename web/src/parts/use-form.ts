import type { TargetedEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Failure } from '../api/failure'
import { useTexts } from '../i18n/texts'
import { parsed, tab } from '../storage'
import { focusFirstFault } from './field'
import { type Action, useAction } from './use-action'

export type Faults<Values> = { [Name in keyof Values]?: string | undefined }

export interface Form<Values> {
  readonly values: Values
  /** What is wrong, by field: found before sending, or by the server. */
  readonly faults: Faults<Values>
  /** Sending it. Its failure is one that no field is to blame for. */
  readonly action: Action
  set<Name extends keyof Values>(name: Name, value: Values[Name]): void
  /** For `<form noValidate onSubmit>`. */
  submit(event: TargetedEvent<HTMLFormElement>): void
  /** Sends what was checked: on a yes, or again after it could not be sent. */
  again(): void
}

interface Options<Values> {
  initial: Values
  /** What is wrong with the values, in the visitor's words. */
  check(values: Values): Faults<Values>
  /** Raises Failure. What it says of fields is shown at them. */
  send(values: Values): Promise<void>
  /** Asks before sending, and calls `again` on a yes. Left out: it is sent at once. */
  ask?: (() => void) | undefined
  /** What else of a failure is the fault of fields. */
  explain?(failure: Failure): Faults<Values>
  /** Keeps what was typed over a reload, under this name, until it was sent. */
  draft?: string
}

/** A form of named texts. What was typed stays whatever happens to it on the way; the first fault gets the focus. */
export function useForm<Values extends Record<string, string>>(options: Options<Values>): Form<Values> {
  const { t } = useTexts()
  const draft = options.draft && `draft:${options.draft}`
  const [values, setValues] = useState<Values>(() => ({ ...options.initial, ...typedBefore(draft) }))
  const [faults, setFaults] = useState<Faults<Values>>({})
  const action = useAction()

  const form = useRef<HTMLFormElement | null>(null)
  const isBlaming = useRef(false)
  useEffect(() => {
    if (isBlaming.current) focusFirstFault(form.current)
    isBlaming.current = false
  })

  function blame(found: Faults<Values>): void {
    isBlaming.current = true
    setFaults(found)
  }

  async function send(): Promise<void> {
    try {
      await options.send(values)
    } catch (error) {
      const found = error instanceof Failure ? faultsIn(error) : {}
      if (Object.keys(found).length === 0) throw error
      blame(found)
      return
    }
    if (draft) tab.remove(draft)
  }

  function faultsIn(failure: Failure): Faults<Values> {
    return {
      ...refusedFields(failure, values, (detail) => t('field.refused', { detail })),
      ...options.explain?.(failure),
    }
  }

  return {
    values,
    faults,
    action,
    set(name, value) {
      setValues((last) => {
        const changed = { ...last, [name]: value }
        if (draft) tab.set(draft, JSON.stringify(changed))
        return changed
      })
      setFaults((last) => ({ ...last, [name]: undefined }))
    },
    again: () => void action.run(send),
    submit(event) {
      event.preventDefault()
      form.current = event.currentTarget
      const found = options.check(values)
      if (Object.values(found).some(Boolean)) {
        blame(found)
        return
      }
      setFaults({})
      if (options.ask) options.ask()
      else void action.run(send)
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
  return (draft && (parsed(tab.get(draft)) as object | undefined)) || {}
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
