import { answer, api, bearer, content } from './client'
import { type Outcome, outcomeOf } from './outcome'
import type { Payment } from './types'

const WAIT = { Prefer: 'wait=15' }

/** The payment, as soon as there is one and `command` shows, or the time is up. Raises Failure 404 if there is none then. */
export async function readPayment(
  paymentId: string,
  token: string,
  { command, signal }: { command?: string; signal?: AbortSignal } = {},
): Promise<{ payment: Payment; outcome: Outcome | undefined }> {
  const found = await answer(
    api.GET('/payments/{paymentId}', {
      params: { path: { paymentId }, query: command ? { command } : {} },
      headers: { ...bearer(token), ...WAIT },
      ...(signal && { signal }),
    }),
  )
  return { payment: found.content, outcome: outcomeOf(found.response) }
}

/** The id of the command. Raises Failure 409 if the payment was settled the other way meanwhile. */
export async function settlePayment(
  paymentId: string,
  token: string,
  how: 'complete' | 'cancel',
): Promise<string> {
  const options = { params: { path: { paymentId } }, headers: bearer(token) }
  const accepted = await content(
    how === 'complete'
      ? api.POST('/payments/{paymentId}/complete', options)
      : api.POST('/payments/{paymentId}/cancel', options),
  )
  return accepted.commandId
}
