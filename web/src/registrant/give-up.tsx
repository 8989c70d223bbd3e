import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { giveUp } from '../api/orders'
import { useTexts } from '../i18n/texts'
import { pathOf } from '../orders/steps'
import { ActionButton } from '../parts/action-button'
import { ConfirmDialog } from '../parts/confirm-dialog'
import { FailureNotice } from '../parts/failure-notice'
import { useAction } from '../parts/use-action'
import type { OrderPageProps } from './order-pages'

/** Gives an unpaid order up: its seats go back at once. */
export function GiveUp({ order, kept, followed }: Pick<OrderPageProps, 'order' | 'kept' | 'followed'>) {
  const { t } = useTexts()
  const { route } = useLocation()
  const [isAsking, setAsking] = useState(false)
  const action = useAction()
  const doIt = async () => {
    const outcome = await action.run(async () => followed.settle(await giveUp(order.orderId, kept.token)))
    if (outcome !== undefined) route(pathOf(order.orderId))
    else followed.reload()
  }
  return (
    <div class="give-up">
      {action.failure && <FailureNotice failure={action.failure} />}
      <ActionButton action={action} busy={t('giveUp.sending')} kind="danger" onClick={() => setAsking(true)}>
        {t('giveUp.button')}
      </ActionButton>
      {isAsking && (
        <ConfirmDialog
          title={t('giveUp.title')}
          action={t('giveUp.confirm')}
          onConfirm={doIt}
          onClose={() => setAsking(false)}
        >
          <p>{t('giveUp.text')}</p>
        </ConfirmDialog>
      )}
    </div>
  )
}
