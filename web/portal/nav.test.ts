import { describe, expect, it } from 'vitest'
import type { AssociationFace, SessionMember } from '../../contract/session.ts'
import { footOf, groupsOf, menuOf } from './nav.ts'

const kind = (effect: string, who: 'unit' | 'person' = 'unit') => ({ kind: effect, name: effect, for: who, effect })
const house = (more: Partial<AssociationFace>) =>
  ({
    words: { unitInfo: '企业信息' },
    features: { ...plain, branches: false, people: false, kinds: [kind('admission')] },
    menu: { unit: null, person: null },
    ...more,
  }) as AssociationFace
const unit: SessionMember = { id: '1', name: '示例公司', kind: 'unit', standing: '普通会员', standings: ['普通会员'] }
const person: SessionMember = { id: '2', name: '张示例', kind: 'person', standing: '会员', standings: ['会员'] }
const plain = { letters: null, reminders: false, arrears: false, services: false, online: false, takeoverDays: 5 }
const labels = (association: AssociationFace, me: SessionMember) => menuOf(association, me).map((item) => item.label)

describe('the menu of a member', () => {
  it('shows the usual places, in the association’s words, and nothing it has not', () => {
    expect(labels(house({}), unit)).toEqual(['首页', '我的事项', '企业信息', '会费交纳'])
    expect(labels(house({}), person)).toEqual(['首页', '我的事项', '我的信息', '会费交纳'])
  })

  it('gains people and branches with the association', () => {
    const features = { ...plain, branches: true, people: true, kinds: [kind('branch-join')] }
    expect(labels(house({ features, words: { branch: '分会', people: '会员列表' } }), unit)).toEqual([
      '首页',
      '我的事项',
      '会员列表',
      '单位信息',
      '分会',
      '会费交纳',
    ])
    expect(labels(house({ features }), person)).not.toContain('会员列表')
  })

  it('CEPCA-04 is the preset’s own, grouped, in its order', () => {
    const under = (id: string, label: string) => ({ id, label, group: '事项管理' })
    const association = house({
      features: {
        ...plain,
        branches: true,
        people: false,
        online: false,
        kinds: ['change', 'branch-change', 'leave'].map((effect) => kind(effect)),
      },
      menu: {
        unit: [
          { id: 'home' },
          under('company', '会员管理'),
          under('change', '信息变更'),
          under('branches', '归属变更'),
          under('leave', '退会申请'),
          under('dues', '会费管理'),
          { id: 'to-do' },
          { id: 'done' },
        ] as AssociationFace['menu']['unit'],
        person: null,
      },
    })
    const groups = groupsOf(menuOf(association, unit)).map((group) => [group.label, ...group.items.map((item) => item.label)])
    expect(groups).toEqual([
      ['', '首页'],
      ['事项管理', '会员管理', '信息变更', '归属变更', '退会申请', '会费管理'],
      ['', '待办事项', '已办事项'],
    ])
    expect(footOf(menuOf(association, unit)).map((item) => item.label)).toEqual(['首页', '会员管理', '会费管理', '待办事项'])
    // Who has not joined yet has nothing to change or to leave.
    expect(labels(association, { ...unit, standing: null })).toEqual(['首页', '会员管理', '归属变更', '会费管理', '待办事项', '已办事项'])
  })
})
