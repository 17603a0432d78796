/** For `expect.poll`: a busy machine takes its time, and what is waited for may come by way of a job. */
export const patient = { timeout: 15_000 }
