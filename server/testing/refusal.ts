import { expect } from 'vitest'
import { Refusal } from '../kernel/errors.ts'

/** The refusal that `work` must end with; `what` names the attempt where a test makes many. */
export async function refusal(work: Promise<unknown>, what?: string): Promise<Refusal> {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  )
  expect(error, what).toBeInstanceOf(Refusal)
  return error as Refusal
}
