/** What the server and its typesetting child say to each other. */

/** One document: template, plain data, and the pictures it uses by path (`seal.svg`). */
export interface Job {
  id: number
  template: string
  /** JSON text; templates only ever see it as strings, so nobody's words can become Typst code. */
  data: string
  files: Record<string, Uint8Array>
}

export type Answer =
  | { id: number; pdf: Uint8Array; rssMb: number }
  /** A fault of the document: the child lives on. */
  | { id: number; error: string; rssMb: number }
