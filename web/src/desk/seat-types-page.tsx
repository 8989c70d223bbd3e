import { useState } from 'preact/hooks'
import { addSeatType, changeSeatType, readManagedSeatTypes } from '../api/management'
import type { ManagedSeatType } from '../api/types'
import { announce } from '../parts/announcer'
import { Loading } from '../parts/loading'
import { Page } from '../parts/page'
import { useLoad } from '../parts/use-load'
import { useConference } from './conference-context'
import { DeleteSeatType } from './delete-seat-type'
import { SeatTypeForm } from './seat-type-form'
import { membersOf, seatTypeValuesOf } from './seat-type-values'
import { useDeskTexts } from './texts/texts'

/** What is sold, how many of it, at which price: changed at any time, before and after publication. */
export function SeatTypesPage() {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  const seatTypes = useLoad((signal) => readManagedSeatTypes(key, signal), key.id)
  return (
    <Page title={desk('seatTypes.title')} lead={desk('seatTypes.lead')}>
      <Loading of={seatTypes}>
        {(found) => (
          <>
            {found.length === 0 && <p class="empty">{desk('seatTypes.none')}</p>}
            {found.map((seatType) => (
              <SeatTypePanel key={seatType.id} seatType={seatType} onChange={seatTypes.reload} />
            ))}
            <NewSeatType onAdd={seatTypes.reload} isOpen={found.length === 0} />
          </>
        )}
      </Loading>
    </Page>
  )
}

function SeatTypePanel({ seatType, onChange }: { seatType: ManagedSeatType; onChange: () => void }) {
  const { desk, money, number } = useDeskTexts()
  const { key, conference } = useConference()
  const [isOpen, setOpen] = useState(false)
  return (
    <section class="panel" aria-label={seatType.name}>
      <div class="panel-head">
        <h2>{seatType.name}</h2>
        <strong>{money(seatType.price, seatType.currency)}</strong>
      </div>
      {seatType.description && <p class="lines">{seatType.description}</p>}
      <p class="facts">
        <span>{desk('seatTypes.quota', { quota: number(seatType.quantity) })}</span>
        <span>{desk('seatTypes.taken', { taken: number(seatType.sold + seatType.reserved) })}</span>
      </p>
      {isOpen ? (
        <SeatTypeForm
          initial={seatTypeValuesOf(seatType)}
          taken={seatType.sold + seatType.reserved}
          action={desk('details.save')}
          onSend={async (values) => {
            await changeSeatType(key, seatType.id, membersOf(values))
            announce(desk('details.saved'))
            setOpen(false)
            onChange()
          }}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <p class="actions">
          <button
            type="button"
            class="button quiet small"
            aria-label={desk('seatTypes.editOne', { name: seatType.name })}
            onClick={() => setOpen(true)}
          >
            {desk('seatTypes.edit')}
          </button>
          {!conference.wasEverPublished && <DeleteSeatType seatType={seatType} onDelete={onChange} />}
        </p>
      )}
    </section>
  )
}

function NewSeatType({ onAdd, isOpen }: { onAdd: () => void; isOpen: boolean }) {
  const { desk } = useDeskTexts()
  const { key } = useConference()
  // Chosen here, so that a seat type sent twice is still one; the next one has another.
  const [id, setId] = useState(() => crypto.randomUUID() as string)
  const [isAsked, setAsked] = useState(isOpen)
  if (!isAsked) {
    return (
      <p>
        <button type="button" class="button" onClick={() => setAsked(true)}>
          {desk('seatTypes.add')}
        </button>
      </p>
    )
  }
  return (
    <section class="panel" aria-labelledby="new-seat-type">
      <h2 id="new-seat-type">{desk('seatTypes.new')}</h2>
      <SeatTypeForm
        key={id}
        initial={{ name: '', description: '', price: '', quantity: '' }}
        taken={0}
        action={desk('seatTypes.add')}
        onSend={async (values) => {
          await addSeatType(key, { ...membersOf(values), seatTypeId: id })
          announce(desk('seatTypes.added', { name: values.name }))
          setId(crypto.randomUUID())
          setAsked(false)
          onAdd()
        }}
        onCancel={isOpen ? undefined : () => setAsked(false)}
      />
    </section>
  )
}
