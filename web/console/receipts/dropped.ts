/** What was dropped, folders opened; the names carry no path. */
export async function filesDropped(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken at once: after a pause the browser has forgotten them.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...transfer.files]
  const files: File[] = []
  for (const entry of entries) await open(entry, files)
  return files
}

async function open(entry: FileSystemEntry, into: File[]): Promise<void> {
  if (isFile(entry)) into.push(await new Promise<File>((done, fail) => entry.file(done, fail)))
  else if (isFolder(entry)) for (const inner of await listed(entry)) await open(inner, into)
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** A folder is told in pieces, until an empty one. */
async function listed(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (some.length === 0) return all
    all.push(...some)
  }
}
