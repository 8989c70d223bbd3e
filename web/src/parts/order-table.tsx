import type { Order } from '../api/types'
import { useTexts } from '../i18n/texts'

/** An order's own lines and total, as they are charged. */
export function OrderTable({ order }: { order: Order }) {
  const { t, money, number } = useTexts()
  return (
    <table class="table">
      <caption class="unseen">{t('order.lines')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('order.seat')}</th>
          <th scope="col" class="number">
            {t('order.price')}
          </th>
          <th scope="col" class="number">
            {t('order.quantity')}
          </th>
          <th scope="col" class="number">
            {t('order.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.description}>
            <th scope="row">{line.description}</th>
            <td class="number">{money(line.unitPrice, order.currency)}</td>
            <td class="number">{number(line.quantity)}</td>
            <td class="number">{money(line.lineTotal, order.currency)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {t('order.total')}
          </th>
          <td class="number" colSpan={2}>
            {money(order.total, order.currency)}
          </td>
        </tr>
      </tfoot>
    </table>
  )
}
