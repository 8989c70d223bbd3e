const KEPT_MS = 60_000

/** Gives the visitor a file that was made here, as a download. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // Some browsers fetch it only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
