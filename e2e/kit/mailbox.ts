import { setTimeout as pause } from 'node:timers/promises'

/** The newest SMS to a number that the demo's mailbox page shows and `about` matches; waits for it up to ten seconds. */
export async function newestSms(base: string, slug: string, mobile: string, about: RegExp = /./): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const html = await (await fetch(`${base}/${slug}/mailbox`)).text()
    for (const article of html.split('<article>').slice(1)) {
      const body = /<p>([\s\S]*?)<\/p>/.exec(article)?.[1] ?? ''
      if (article.includes(`→ ${mobile}`) && about.test(body)) return body
    }
    await pause(100)
  }
  throw new Error(`no SMS to ${mobile} about ${about}`)
}

/** The six digits of the newest verification code sent to a number. `after`: a code seen before, which is not meant. */
export async function newestCode(base: string, slug: string, mobile: string, after = ''): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const code = /验证码为 (\d{6})/.exec(await newestSms(base, slug, mobile, /验证码为/))?.[1] ?? ''
    if (code && code !== after) return code
    await pause(100)
  }
  throw new Error(`no new code for ${mobile}`)
}
