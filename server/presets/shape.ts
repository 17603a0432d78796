import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Mistake, Path, Source } from './source.ts'

interface Fault {
  keyword: string
  instancePath: string
  params: Record<string, unknown>
  message?: string
}

/** Holds a part of a file against its schema; each fault becomes one Chinese line with its place. */
export function checkShape(schema: TSchema, source: Source, value: unknown, base: Path, mistakes: Mistake[]): boolean {
  if (Value.Check(schema, value)) return true
  const said = new Set<string>()
  for (const fault of Value.Errors(schema, value) as Iterable<Fault>) {
    const path = [...base, ...pointer(fault.instancePath)]
    for (const [at, message] of worded(fault, path)) {
      const line = source.lineOf(at)
      if (said.has(`${line} ${message}`)) continue
      said.add(`${line} ${message}`)
      mistakes.push({ file: source.file, line, message })
    }
  }
  return false
}

function worded(fault: Fault, path: Path): [Path, string][] {
  const name = path.length === 0 ? '文件' : `“${path.at(-1)}”`
  const words = (key: string) => (Array.isArray(fault.params[key]) ? fault.params[key].map(String) : [])
  switch (fault.keyword) {
    case 'required':
      return words('requiredProperties').map((key) => [path, `${name}里缺少“${key}”。`])
    case 'additionalProperties':
      return words('additionalProperties').map((key) => [[...path, key], `不认识“${key}”，请检查拼写或删去。`])
    case 'boolean':
      return []
    case 'enum':
      return [[path, `${name}只能是：${words('allowedValues').join('、')}。`]]
    case 'const':
      return [[path, `${name}只能是“${String(fault.params.allowedValue)}”。`]]
    case 'type':
      return [[path, `${name}应为${TYPES[String(fault.params.type)] ?? String(fault.params.type)}。`]]
    case 'pattern':
      return [[path, `${name}的写法不符合要求（${String(fault.params.pattern)}）。`]]
    case 'minLength':
      return [[path, `${name}不能为空。`]]
    case 'minItems':
      return [[path, `${name}至少要有 ${String(fault.params.limit)} 项。`]]
    case 'minimum':
      return [[path, `${name}不能小于 ${String(fault.params.limit)}。`]]
    case 'maximum':
      return [[path, `${name}不能大于 ${String(fault.params.limit)}。`]]
    default:
      return [[path, `${name}的写法不对（${fault.message ?? fault.keyword}）。`]]
  }
}

const TYPES: Record<string, string> = {
  string: '文字（必要时加引号）',
  number: '数字',
  integer: '整数',
  boolean: 'true 或 false',
  array: '一列（每行以 - 开头）',
  object: '一组名字和值',
}

function pointer(path: string): (string | number)[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}
