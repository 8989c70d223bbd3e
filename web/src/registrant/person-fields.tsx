import type { Person } from '../api/types'
import { useTexts } from '../i18n/texts'
import { MOST_OF_A_NAME, type PersonFaults } from '../orders/people'
import { TextField } from '../parts/text-field'

interface PersonFieldsProps {
  person: Person
  faults: PersonFaults
  onChange(person: Person): void
  /** Whether they are the visitor's own, which the browser may know. */
  isSelf?: boolean
  emailHint?: string
}

export function PersonFields({ person, faults, onChange, isSelf = false, emailHint }: PersonFieldsProps) {
  const { t } = useTexts()
  const own = (name: string) => (isSelf ? name : 'off')
  return (
    <>
      <div class="pair">
        <TextField
          label={t('person.firstName')}
          name="firstName"
          value={person.firstName}
          fault={faults.firstName && t(faults.firstName)}
          autocomplete={own('given-name')}
          maxLength={MOST_OF_A_NAME}
          required
          onInput={(firstName) => onChange({ ...person, firstName })}
        />
        <TextField
          label={t('person.lastName')}
          name="lastName"
          value={person.lastName}
          fault={faults.lastName && t(faults.lastName)}
          autocomplete={own('family-name')}
          maxLength={MOST_OF_A_NAME}
          required
          onInput={(lastName) => onChange({ ...person, lastName })}
        />
      </div>
      <TextField
        label={t('person.email')}
        name="email"
        type="email"
        value={person.email}
        hint={emailHint}
        fault={faults.email && t(faults.email)}
        autocomplete={own('email')}
        required
        onInput={(email) => onChange({ ...person, email })}
      />
    </>
  )
}
