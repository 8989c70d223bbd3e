/** Which addresses can be pages at all. What is asked for in another form is not asked of the API: nothing is there. */

/** The part of an address that names a conference. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,60}$/i.test(text)
}

/** The id of an order or a conference. */
export function isId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
}

/** Whether the router can make sense of it: it decodes each part, and takes two slashes at the start for another host. */
export function isReadable(url: string): boolean {
  if (url.startsWith('//')) return false
  try {
    decodeURIComponent(url.split('?')[0] ?? '')
    return true
  } catch {
    return false
  }
}
