import { useEffect, useRef, useState } from 'preact/hooks'
import type { Person, SeatAssignments } from '../api/types'
import { useTexts } from '../i18n/texts'
import { faultsOf, faultsOfFailure, hasFaults, NOBODY, type PersonFaults } from '../orders/people'
import { ActionButton } from '../parts/action-button'
import { announce } from '../parts/announcer'
import { FailureNotice } from '../parts/failure-notice'
import { focusFirstFault } from '../parts/field'
import { PersonFields } from './person-fields'
import { type SeatSaving, useSeatSaving } from './use-seat-saving'

interface AttendeeSeatProps {
  seat: SeatAssignments['seats'][number]
  orderId: string
  token: string
  /** The registrant, who often sits on one of the seats. */
  self: Person | null
  onRead(read: SeatAssignments): void
}

/** One seat: who sits there, or a form to say so. */
export function AttendeeSeat({ seat, orderId, token, self, onRead }: AttendeeSeatProps) {
  const { t } = useTexts()
  const [isEditing, setEditing] = useState(false)
  const saving = useSeatSaving({ orderId, token, position: seat.position }, seat.attendee, onRead)
  const edit = useRef<HTMLButtonElement>(null)
  const name = t('attendees.seat', { number: seat.position + 1, type: seat.seatTypeName })

  const close = () => {
    setEditing(false)
    requestAnimationFrame(() => edit.current?.focus())
  }

  return (
    <li class="seat-row" aria-label={name}>
      <div class="seat-head">
        <div>
          <h2>{name}</h2>
          {seat.attendee ? (
            <p>
              {seat.attendee.firstName} {seat.attendee.lastName}
              <br />
              <span class="small soft">{seat.attendee.email}</span>
            </p>
          ) : (
            <p class="soft">{t('attendees.nobody')}</p>
          )}
        </div>
        {!isEditing && (
          <div class="actions">
            <button
              ref={edit}
              type="button"
              class="button quiet small"
              aria-label={t(seat.attendee ? 'attendees.changeOf' : 'attendees.assignOf', { seat: name })}
              onClick={() => setEditing(true)}
            >
              {t(seat.attendee ? 'attendees.change' : 'attendees.assign')}
            </button>
            {seat.attendee && (
              <button
                type="button"
                class="button quiet small"
                aria-label={t('attendees.clearOf', { seat: name })}
                onClick={() => void saving.save(null)}
              >
                {t('attendees.clear')}
              </button>
            )}
          </div>
        )}
      </div>
      {isEditing && <SeatForm seat={seat} self={self} saving={saving} onDone={close} />}
      <Fate saving={saving} isEditing={isEditing} />
    </li>
  )
}

interface SeatFormProps {
  seat: SeatAssignments['seats'][number]
  self: Person | null
  saving: SeatSaving
  onDone(): void
}

function SeatForm({ seat, self, saving, onDone }: SeatFormProps) {
  const { t } = useTexts()
  const form = useRef<HTMLFormElement>(null)
  const [person, setPerson] = useState<Person>(seat.attendee ?? NOBODY)
  const [faults, setFaults] = useState<PersonFaults>({})
  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  const send = async (event: Event) => {
    event.preventDefault()
    const found = faultsOf(person)
    setFaults(found)
    if (!hasFaults(found) && (await saving.save(person))) return onDone()
    requestAnimationFrame(() => focusFirstFault(form.current))
  }

  return (
    <form ref={form} class="form" onSubmit={send} noValidate>
      {self && person.email === '' && (
        <p>
          <button type="button" class="plain" onClick={() => setPerson(self)}>
            {t('attendees.self', { name: `${self.firstName} ${self.lastName}` })}
          </button>
        </p>
      )}
      <PersonFields
        person={person}
        faults={{ ...faultsOfFailure(saving.action.failure), ...faults }}
        onChange={(changed) => {
          setPerson(changed)
          setFaults({})
          saving.action.clear()
        }}
      />
      <p class="actions">
        <ActionButton action={saving.action} busy={t('attendees.saving')}>
          {t('attendees.save')}
        </ActionButton>
        <button type="button" class="button quiet" onClick={onDone}>
          {t('attendees.cancel')}
        </button>
      </p>
    </form>
  )
}

/** What became of the change made last, as far as it is known, and how to take it back. */
function Fate({ saving, isEditing }: { saving: SeatSaving; isEditing: boolean }) {
  const { t } = useTexts()
  const { action, freshness, before } = saving
  const text = fateText(saving, t)
  useEffect(() => {
    if (text) announce(text)
  }, [text])
  const isFieldFault = isEditing && hasFaults(faultsOfFailure(action.failure))
  return (
    <>
      {action.failure && !isFieldFault && <FailureNotice failure={action.failure} />}
      {text && (
        <p class={freshness === 'shown' ? 'fate good' : 'fate'}>
          <span>{text}</span>
          {before !== undefined && !isEditing && !action.isRunning && (
            <button type="button" class="plain" onClick={() => void saving.save(before)}>
              {t('attendees.undo')}
            </button>
          )}
        </p>
      )}
    </>
  )
}

function fateText(
  { action, freshness }: SeatSaving,
  t: ReturnType<typeof useTexts>['t'],
): string | undefined {
  if (freshness === 'shown') return t('attendees.saved')
  if (freshness === 'accepted') return t(action.isRunning ? 'attendees.accepted' : 'attendees.notShown')
  if (freshness) return t(freshness.refused === 'superseded' ? 'attendees.superseded' : 'attendees.refused')
  return undefined
}
