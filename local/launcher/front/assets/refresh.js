// Keeps the page up to date while somebody looks at it. Without script it is reloaded by hand.
const EVERY = 3000

async function refresh() {
  if (document.hidden) return
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main')
    const shown = document.querySelector('main')
    if (!fresh || fresh.isEqualNode(shown)) return
    const places = [...shown.querySelectorAll('pre')].map((element) => element.scrollTop)
    shown.replaceWith(fresh)
    fresh.querySelectorAll('pre').forEach((element, number) => {
      element.scrollTop = places[number] ?? 0
    })
  } catch {
    // The stack is ending or starting again: the next time.
  }
}

setInterval(refresh, EVERY)
