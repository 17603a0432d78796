let pressed = false

document.addEventListener(
  'pointerdown',
  () => {
    pressed = true
  },
  true,
)
for (const end of ['pointerup', 'pointercancel'])
  document.addEventListener(
    end,
    () => {
      pressed = false
    },
    true,
  )

/**
 * Runs at once, or, while a finger or button is down, after it is lifted: a message that appears between press
 * and release would push the pressed button away from under the pointer, and the click would be lost.
 */
export function afterPress(act: () => void): void {
  if (!pressed) {
    act()
    return
  }
  const later = () => {
    document.removeEventListener('pointerup', later)
    document.removeEventListener('pointercancel', later)
    setTimeout(act)
  }
  document.addEventListener('pointerup', later)
  document.addEventListener('pointercancel', later)
}
