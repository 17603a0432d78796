import { type ComputedRef, computed, type InjectionKey, inject } from 'vue'

export interface FieldContext {
  id: string
  labelId: string
  describedBy: ComputedRef<string | undefined>
  invalid: ComputedRef<boolean>
  required: ComputedRef<boolean>
}

export const fieldKey: InjectionKey<FieldContext> = Symbol('field')

/** The id of a field's control, from its path in the form: what an error summary jumps to. */
export const fieldId = (path: string): string => `field-${path.replace(/[^\w-]+/g, '-')}`

/** Ties a control to the Field around it; a control without a Field needs an `aria-label` of its own. */
export function useField() {
  const field = inject(fieldKey, null)
  return {
    field,
    bound: computed(() => ({
      id: field?.id,
      'aria-describedby': field?.describedBy.value,
      'aria-invalid': field?.invalid.value ? ('true' as const) : undefined,
      'aria-required': field?.required.value ? ('true' as const) : undefined,
    })),
  }
}

/** Brings a field into view and puts the cursor in it. */
export function goToField(path: string): void {
  const target = document.getElementById(fieldId(path))
  if (!target) return
  const box = target.closest('[data-field]') ?? target
  box.scrollIntoView({ block: 'start', behavior: 'smooth' })
  const inner = target.matches('input,select,textarea,button,[tabindex]')
    ? target
    : target.querySelector<HTMLElement>('input,select,textarea,button')
  ;(inner ?? target).focus({ preventScroll: true })
}
