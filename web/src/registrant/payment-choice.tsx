import type { PaymentType } from '../api/orders'
import { useTexts } from '../i18n/texts'

interface PaymentChoiceProps {
  chosen: PaymentType
  /** Days within which an invoice is to be paid; 0: the conference offers none. */
  invoiceDays: number
  onChange(type: PaymentType): void
}

export function PaymentChoice({ chosen, invoiceDays, onChange }: PaymentChoiceProps) {
  const { t } = useTexts()
  const choices: [PaymentType, string, string][] = [
    ['third-party', t('payment.card'), t('payment.cardHint')],
    ['invoice', t('payment.invoice'), t('payment.invoiceHint', { count: invoiceDays })],
  ]
  if (invoiceDays === 0) return null
  return (
    <fieldset class="choices">
      <legend>{t('payment.how')}</legend>
      {choices.map(([type, label, hint]) => (
        <label key={type} class="choice">
          <input
            type="radio"
            name="paymentType"
            value={type}
            checked={chosen === type}
            onChange={() => onChange(type)}
          />
          <span>{label}</span>
          <span class="hint">{hint}</span>
        </label>
      ))}
    </fieldset>
  )
}
