let table: Map<string, readonly [number, number]> | undefined

/** What is not in the two-byte plane becomes a question mark. Node reads GBK but does not write it: the decoder's table is turned round. */
export function gbk(text: string): Uint8Array {
  table ??= turned()
  const bytes: number[] = []
  for (const letter of text) {
    const pair = table.get(letter)
    if (letter.charCodeAt(0) < 0x80) bytes.push(letter.charCodeAt(0))
    else if (pair) bytes.push(...pair)
    else bytes.push(0x3f)
  }
  return Uint8Array.from(bytes)
}

function turned(): Map<string, readonly [number, number]> {
  const decoder = new TextDecoder('gbk')
  const found = new Map<string, readonly [number, number]>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const letter = decoder.decode(Uint8Array.of(lead, trail))
      if (letter.length === 1 && letter !== '\uFFFD' && !found.has(letter)) found.set(letter, [lead, trail])
    }
  }
  return found
}
