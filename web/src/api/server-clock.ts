/** The server's time, learned from the `Date` of its answers: deadlines are the server's, and clocks of devices are off.
 *
 * `Date` is cut to whole seconds, and the server wrote it at some time between sending and receiving. So each answer
 * says between what bounds the server's clock is ahead of ours; several answers narrow them down.
 */
export class ServerClock {
  #least = Number.NEGATIVE_INFINITY
  #most = Number.POSITIVE_INFINITY

  /** `sent`, `received`: our clock, in ms. An unreadable `date` says nothing. */
  learn(date: string | null, sent: number, received: number): void {
    const written = Date.parse(date ?? '')
    if (Number.isNaN(written)) return
    const least = written - received
    const most = written + 1000 - sent
    const contradicts = least > this.#most || most < this.#least
    // Our own clock was set meanwhile: what we knew is void.
    this.#least = contradicts ? least : Math.max(this.#least, least)
    this.#most = contradicts ? most : Math.min(this.#most, most)
  }

  /** The server's time in ms, when ours is `ours`. Ours, as long as no answer came. */
  at(ours: number): number {
    return Number.isFinite(this.#least) ? ours + (this.#least + this.#most) / 2 : ours
  }
}

export const serverClock = new ServerClock()

export function serverNow(): number {
  return serverClock.at(Date.now())
}
