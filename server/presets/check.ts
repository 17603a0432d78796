import { checkPreset, describeMistake } from './index.ts'

/** npm run preset -- check presets/<slug>: one line a mistake; exit 1 when there is one. */
function main(args: readonly string[]): number {
  const folders = args[0] === 'check' ? args.slice(1) : []
  if (folders.length === 0) {
    console.error('用法：npm run preset -- check <预设文件夹>…')
    return 2
  }
  let found = 0
  for (const folder of folders) {
    const mistakes = checkPreset(folder)
    found += mistakes.length
    for (const mistake of mistakes) process.stdout.write(`${folder}/${describeMistake(mistake)}\n`)
    if (mistakes.length === 0) process.stdout.write(`${folder} 没有发现问题。\n`)
  }
  return found === 0 ? 0 : 1
}

process.exitCode = main(process.argv.slice(2))
