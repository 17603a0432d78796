import { QueryClient } from '@tanstack/vue-query'
import { ApiError } from './errors.ts'

/** A refusal is an answer: only what may pass by itself is tried again, twice, for reads only. */
export const mayRetry = (failures: number, error: unknown): boolean => failures < 2 && error instanceof ApiError && error.retryable

export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: mayRetry, staleTime: 10_000, refetchOnWindowFocus: true, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
