import type { ManagedConference, ManagedSeatType, SeatType } from '../api/types'
import { Loading } from '../parts/loading'
import type { Loaded } from '../parts/use-load'
import { About, Offers } from '../registrant/conference-page'
import { useDeskTexts } from './texts/texts'

interface PreviewProps {
  conference: ManagedConference
  seatTypes: Loaded<readonly ManagedSeatType[]>
}

/** What visitors see, or will see: made of the very parts of their page. */
export function Preview({ conference, seatTypes }: PreviewProps) {
  const { desk } = useDeskTexts()
  return (
    <section class="panel preview" aria-labelledby="preview">
      <p class="soft small" id="preview">
        {desk('publication.preview')}
      </p>
      <h2>{conference.name}</h2>
      {conference.tagline && <p class="soft">{conference.tagline}</p>}
      <About conference={{ ...conference, id: conference.conferenceId }} />
      <Loading of={seatTypes}>{(found) => <Offers types={found.map(onSale)} />}</Loading>
    </section>
  )
}

/** As the public is shown it: never less than nothing is left. */
function onSale(seatType: ManagedSeatType): SeatType {
  return { ...seatType, availableQuantity: Math.max(0, seatType.remaining) }
}
