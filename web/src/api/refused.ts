import { api, bearer } from './client'

/**
 * Calls `locked` whenever something is read with this token and the answer is 401: it expired, or a new access code has
 * ended it. A refused change does not count, so that what was typed stays on the page. Returns how to stop.
 */
export function onRefusedRead(token: string, locked: () => void): () => void {
  const own = bearer(token).Authorization
  const watch: Parameters<typeof api.use>[0] = {
    onResponse({ request, response }) {
      const isOwn = request.headers.get('Authorization') === own
      if (isOwn && request.method === 'GET' && response.status === 401) locked()
    },
  }
  api.use(watch)
  return () => api.eject(watch)
}
