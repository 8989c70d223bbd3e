import { useTexts } from '../i18n/texts'

interface StepperProps {
  /** What is counted: "Workshop". */
  label: string
  value: number
  most: number
  fault?: string | undefined
  onChange(value: number): void
}

/** A number from 0 to `most`, by buttons or by typing. */
export function Stepper({ label, value, most, fault, onChange }: StepperProps) {
  const { t } = useTexts()
  const step = (by: number) => {
    const next = Math.min(Math.max(value + by, 0), Math.max(most, 0))
    if (next !== value) onChange(next)
  }
  return (
    <span class="stepper">
      <button
        type="button"
        aria-label={t('stepper.less', { label })}
        aria-disabled={value <= 0 ? true : undefined}
        onClick={() => step(-1)}
      >
        −
      </button>
      <input
        type="number"
        inputMode="numeric"
        min={0}
        max={most}
        step={1}
        aria-label={t('stepper.number', { label })}
        aria-invalid={fault ? true : undefined}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => onChange(Math.max(Math.trunc(event.currentTarget.valueAsNumber) || 0, 0))}
      />
      <button
        type="button"
        aria-label={t('stepper.more', { label })}
        aria-disabled={value >= most ? true : undefined}
        onClick={() => step(1)}
      >
        +
      </button>
    </span>
  )
}
