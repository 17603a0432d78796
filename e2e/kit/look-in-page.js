// Runs inside the page (see look.ts): plain script, answers an array of sentences about what is wrong for whoever doesn't see or doesn't point.
;(() => {
  const wrong = []
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden="true"]')
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown)
  const words = (text) => (text ?? '').replace(/\s+/g, ' ').trim()
  const byIds = (ids) =>
    words(
      (ids ?? '')
        .split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    )
  const nameOf = (element) =>
    words(element.getAttribute('aria-label')) ||
    byIds(element.getAttribute('aria-labelledby')) ||
    words([...(element.labels ?? [])].map((label) => label.textContent).join(' ')) ||
    words(element.getAttribute('title')) ||
    (element.matches('a,button,summary') ? words(element.textContent) || words(element.querySelector('img')?.alt) : '')
  const say = (element) =>
    `<${element.localName}${element.id ? ` id=${element.id}` : ''}${element.type ? ` type=${element.type}` : ''}> ${words(element.textContent).slice(0, 30)}`

  for (const element of all('input:not([type=hidden]),select,textarea,button,a[href],summary,iframe'))
    if (!nameOf(element)) wrong.push(`has no name: ${say(element)}`)
  for (const image of all('img')) if (!image.hasAttribute('alt')) wrong.push(`a picture without alt: ${image.src.slice(-40)}`)
  for (const element of document.querySelectorAll('[tabindex]'))
    if (element.tabIndex > 0) wrong.push(`jumps the queue of Tab: ${say(element)}`)

  const headings = all('h1,h2,h3,h4,h5,h6').filter((heading) => !heading.closest('dialog'))
  const levels = headings.map((heading) => Number(heading.localName[1]))
  if (levels.filter((level) => level === 1).length !== 1)
    wrong.push(`has ${levels.filter((level) => level === 1).length} headings of the first level`)
  for (const [at, level] of levels.entries())
    if (at > 0 && level > levels[at - 1] + 1) wrong.push(`leaves out a level of headings before “${words(headings[at].textContent)}”`)

  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id)
  for (const id of new Set(ids.filter((each, at) => ids.indexOf(each) !== at))) wrong.push(`has two of the id ${id}`)
  for (const attribute of ['for', 'aria-labelledby', 'aria-describedby'])
    for (const element of all(`[${attribute}]`))
      for (const id of element.getAttribute(attribute).split(/\s+/))
        if (!document.getElementById(id)) wrong.push(`${attribute} leads to no ${id}: ${say(element)}`)
  if (document.querySelectorAll('main').length !== 1) wrong.push('has not one <main>')
  if (document.documentElement.lang !== 'zh-CN') wrong.push('does not say its language')
  if (!words(document.title)) wrong.push('has no title')
  return wrong
})()
