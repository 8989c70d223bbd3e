import type { ManagedSeatType } from '../api/types'
import { Scroller } from '../parts/scroller'
import { useDeskTexts } from './texts/texts'

/** What is sold, held and left of each seat type: figures, and a bar that shows them at a glance. */
export function SalesChart({ seatTypes }: { seatTypes: readonly ManagedSeatType[] }) {
  const { desk, number } = useDeskTexts()
  return (
    <Scroller label={desk('sales.caption')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{desk('sales.seatType')}</th>
            <th scope="col" class="number">
              <span class="key sold" aria-hidden="true" />
              {desk('sales.sold')}
            </th>
            <th scope="col" class="number">
              <span class="key held" aria-hidden="true" />
              {desk('sales.held')}
            </th>
            <th scope="col" class="number">
              <span class="key left" aria-hidden="true" />
              {desk('sales.left')}
            </th>
            <th scope="col" class="number">
              {desk('sales.quota')}
            </th>
          </tr>
        </thead>
        <tbody>
          {seatTypes.map((seatType) => (
            <tr key={seatType.id}>
              <th scope="row">
                {seatType.name}
                <Bar seatType={seatType} />
                {seatType.remaining < 0 && (
                  <span class="small warning-text">
                    {desk('sales.oversold', { count: -seatType.remaining })}
                  </span>
                )}
              </th>
              <td class="number">{number(seatType.sold)}</td>
              <td class="number">{number(seatType.reserved)}</td>
              <td class="number">{number(seatType.remaining)}</td>
              <td class="number">{number(seatType.quantity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  )
}

/** Drawn to the scale of the quota, or of what is taken where that is more. */
function Bar({ seatType: { sold, reserved, quantity } }: { seatType: ManagedSeatType }) {
  const whole = Math.max(quantity, sold + reserved, 1)
  return (
    <svg class="bar" viewBox={`0 0 ${whole} 1`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="left" width={whole} height="1" />
      <rect class="held" width={sold + reserved} height="1" />
      <rect class="sold" width={sold} height="1" />
    </svg>
  )
}
