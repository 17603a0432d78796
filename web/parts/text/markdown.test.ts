import { expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

const plain = (text: string) => ({ text, bold: false, href: null })

test('headings, paragraphs, lists and tables are read; a line break inside Chinese is no blank', () => {
  const blocks = readMarkdown(
    '# 第一章\n\n**第一条** 本会\n是。\n\n- 甲\n- 乙\n\n1. 一\n2. 二\n\n| 级别 | 会费 |\n|---|---|\n| 普通 | 3000 |',
  )
  expect(blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'list', 'list', 'table'])
  expect(blocks[1]).toEqual({ kind: 'paragraph', spans: [{ text: '第一条', bold: true, href: null }, plain(' 本会是。')] })
  expect(blocks[4]).toEqual({ kind: 'table', head: [[plain('级别')], [plain('会费')]], rows: [[[plain('普通')], [plain('3000')]]] })
})

test('markup stays words, and an address that could run something is no link', () => {
  const [block] = readMarkdown('<b>甲</b>[点我](javascript:alert(1)) [官网](https://example.org)')
  expect(block).toMatchObject({
    spans: [plain('<b>甲</b>'), { text: '点我', href: null }, { text: ') ' }, { text: '官网', href: 'https://example.org' }],
  })
})
