import { useMemo } from 'preact/hooks'
import { CURRENCIES } from '../api/currencies'
import { Field } from '../parts/field'
import { type Form, typed } from '../parts/use-form'
import { type ConferenceValues, timeZonesWith } from './conference-values'
import { FormText } from './form-text'
import { useDeskTexts } from './texts/texts'

interface ConferenceFieldsProps<Values extends ConferenceValues> {
  form: Form<Values>
  /** Once published, prices have been shown in it. */
  isCurrencyFixed: boolean
}

/** What a conference says of itself. */
export function ConferenceFields<Values extends ConferenceValues>(props: ConferenceFieldsProps<Values>) {
  const { desk } = useDeskTexts()
  // All fields of the larger form are fields of this one.
  const form = props.form as unknown as Form<ConferenceValues>
  return (
    <>
      <FormText form={form} name="tagline" label={desk('fields.tagline')} optional longest={200} />
      <FormText
        form={form}
        name="description"
        label={desk('fields.description')}
        hint={desk('fields.descriptionHint')}
        optional
        rows={6}
        longest={4000}
      />
      <FormText form={form} name="location" label={desk('fields.location')} longest={200} />
      <div class="pair">
        <FormText form={form} name="startDate" type="date" label={desk('fields.startDate')} />
        <FormText form={form} name="endDate" type="date" label={desk('fields.endDate')} />
      </div>
      <TimeZoneField form={form} />
      <FormText form={form} name="ownerName" label={desk('fields.ownerName')} autoComplete="name" />
      <div class="pair">
        <CurrencyField form={form} isFixed={props.isCurrencyFixed} />
        <FormText
          form={form}
          name="invoicePeriodDays"
          label={desk('fields.invoicePeriodDays')}
          hint={desk('fields.invoicePeriodHint')}
          inputMode="numeric"
        />
      </div>
      <FormText
        form={form}
        name="twitterSearch"
        label={desk('fields.twitterSearch')}
        hint={desk('fields.twitterSearchHint')}
        optional
        longest={100}
      />
    </>
  )
}

function CurrencyField({ form, isFixed }: { form: Form<ConferenceValues>; isFixed: boolean }) {
  const { desk, language } = useDeskTexts()
  const currencies = useMemo(() => currenciesIn(language), [language])
  return (
    <Field
      label={desk('fields.currency')}
      hint={isFixed ? desk('fields.currencyFixed') : undefined}
      fault={form.faults.currency}
    >
      {(control) => (
        <select
          {...control}
          disabled={isFixed}
          value={form.values.currency}
          onInput={(event) => form.set('currency', typed(event))}
        >
          {currencies.map(([code, name]) => (
            <option key={code} value={code}>
              {`${code} – ${name}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function TimeZoneField({ form }: { form: Form<ConferenceValues> }) {
  const { desk } = useDeskTexts()
  const chosen = form.values.timeZone
  const zones = useMemo(() => timeZonesWith(chosen), [chosen])
  return (
    <Field label={desk('fields.timeZone')} hint={desk('fields.timeZoneHint')} fault={form.faults.timeZone}>
      {(control) => (
        <select
          {...control}
          name="timeZone"
          value={chosen}
          onInput={(event) => form.set('timeZone', typed(event))}
        >
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** All currencies that a conference can have, with the name that the browser knows, if it does. */
function currenciesIn(language: string): [code: string, name: string][] {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  return CURRENCIES.map((code) => [code, names.of(code) ?? code])
}
