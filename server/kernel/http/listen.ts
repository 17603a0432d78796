import type { FastifyInstance } from 'fastify'
import { StartError } from '../start-error.ts'

interface Place {
  host: string
  port: number
}

/** Opens the port; answers which. Throws a StartError where HOST or PORT can't be had. */
export async function listen(app: FastifyInstance, place: Place): Promise<number> {
  try {
    await app.listen(place)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? whyNot(String(error.code), place) : undefined
    throw why ? new StartError(why) : error
  }
  const address = app.server.address()
  return typeof address === 'object' && address ? address.port : place.port
}

function whyNot(code: string, { host, port }: Place): string | undefined {
  if (code === 'EADDRINUSE') return `端口 ${port} 已被占用，请停掉占用它的程序，或用环境变量 PORT 换一个端口。`
  if (code === 'EACCES') return `没有使用端口 ${port} 的权限，请用环境变量 PORT 换一个 1024 以上的端口。`
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes(code))
    return `环境变量 HOST 的值“${host}”不是本机的地址，请改为 127.0.0.1、0.0.0.0 或本机的其他地址。`
  return undefined
}
